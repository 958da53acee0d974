"""`grader gradebook`: write the scores of a run into a file that a platform imports, and list the students left out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

from ..course.students import Entry
from ..show.gradebooks import formats
from ..show.gradebooks.formats import LeftOut, Scores, Sheet
from ..show.platforms import lti
from ..show.platforms.model import Options
from ..show.terminal.console import note, out
from ..values.errors import UsageError
from ..values.files import write_whole
from ..values.text import nearest, plural, visible
from .entries import course_of, entries
from .store import Run


def write(
    folder: Path,
    platform: str,
    to: Path,
    *,
    title: str,
    topic: str | None,
    out_of: float | None,
    key: str | None,
    fill: Path | None,
    course: Path | None,
) -> None:
    """Write the file, and print a note about each student who is not in it, with the reason."""
    with Run(folder) as run:
        topics, when = run.facts()["topics"], run.facts()["when"]
        if topic and topic not in topics:
            raise UsageError(f"this run has no topic {topic!r}{nearest(topic, topics)}")
        everyone = entries(run, course_of(run, course).late)
    scores = Scores(topic, out_of)
    if fill:
        sheet = formats.fill(_content(fill), everyone, title, scores)
    elif platform == "canvas":
        sheet = formats.canvas(everyone, title, scores, **({"key": key} if key else {}))
    elif platform == "moodle":
        sheet = formats.moodle_gradebook(everyone, title, scores, **({"key": key} if key else {}))
    elif platform == "moodle-worksheet":
        sheet = formats.moodle_worksheet(everyone, scores)
    elif platform == "lti":
        sheet = _payloads(everyone, topic, out_of, datetime.datetime.fromisoformat(when))
    else:
        sheet = formats.plain(everyone, topics)
    write_whole(to, sheet.content)
    for student in sheet.left_out:
        note(f"not in the file: {student.entry.student.shown}: {student.reason}")
    for name in sheet.without:
        note(f"no submission for {visible(name, 100)}")
    written = len(everyone) - len(sheet.left_out)
    out.print(f"{to}: {plural(written, 'student')}", markup=False, soft_wrap=True)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}): name the file that the platform exported"
        ) from None


def _payloads(everyone: Sequence[Entry], topic: str | None, out_of: float | None, when: datetime.datetime) -> Sheet:
    """A JSON list of scores for LTI's Assignment and Grade Services, one for each student. It sends nothing."""
    payloads, left_out = [], []
    for entry in everyone:
        reports = [report for report in entry.reports if topic in (None, report.topic)]
        if not reports:
            left_out.append(LeftOut(entry, formats.NOTHING))
            continue
        options = Options(
            factor=entry.factor, out_of=out_of, user=entry.student.id, time=when, handed_in=entry.handed_in
        )
        payloads.append(json.loads(lti.render(reports, options)))
    return Sheet(json.dumps(payloads, indent=1).encode() + b"\n", tuple(left_out))
