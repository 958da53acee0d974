"""One check of one submission of a run, asked again with its own inputs, which are shown."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from pathlib import Path

from rich.text import Text

from ..checks.check import Check
from ..judging.diagnosis.causes import show_case
from ..judging.session import open_part
from ..show.terminal.console import out
from ..show.terminal.progress import Show
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import SubmissionError, UsageError
from ..values.report import PartReport, Report
from ..values.text import nearest
from .provenance import recalled
from .secret import read_secret
from .store import Run, Submission


def explain(run: Run, student: str, check: str, where: Where, secret: Path | None, show: Show) -> None:
    """Show the verdict of today, and the last call behind it with its arguments."""
    submission = _submission(run, student)
    job = recalled(run.facts(), where)
    topic, asked = _check(job.find_topics(), check)
    job = dataclasses.replace(job, secret=read_secret(secret or run.path.parent / "secret"))
    setup = job.setup_of(job.setup(topic), submission.student)
    try:
        handed = {} if submission.problem else setup.find_parts(submission.files, topic)
    except SubmissionError as error:
        raise UsageError(f"{student}: {error}") from None
    start = time.perf_counter()
    part = handed.get(asked.part)
    with contextlib.closing(open_part(setup, asked.part, part, problem=submission.problem)) as opened:
        result = opened.ask(asked)
    seconds = time.perf_counter() - start
    part_report = PartReport(asked.part, opened.isolation, opened.device or setup.device, seconds, (result,))
    show.report(Report(topic.name, submission.name, (part_report,)), topic.title)
    if opened.outcome and (case := show_case(opened.outcome)):
        out.print(Text(f"The last call of this check:\n{case}"), soft_wrap=True)


def _submission(run: Run, student: str) -> Submission:
    """The last attempt of a student, by the name of the submission, their id, name or e-mail address."""
    everyone = list(run.submissions())
    found = [s for s in everyone if student in (s.name, s.student.id, s.student.name, s.student.email)]
    if not found:
        names = [s.name for s in everyone]
        raise UsageError(f"there is no submission of {student!r} in this run{nearest(student, names)}")
    return max(found, key=lambda s: s.number)


def _check(chosen: list[Topic], wanted: str) -> tuple[Topic, Check]:
    """A check by `topic.check`, or by its name alone where one topic has it."""
    found = [(t, c) for t in chosen for c in t.checks if wanted in (c.name, f"{t.name}.{c.name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"several topics have a check {wanted!r}: say {' or '.join(f'{t.name}.{c.name}' for t, c in found)}"
        )
    names = [c.name for t in chosen for c in t.checks]
    raise UsageError(f"no topic of this run has a check {wanted!r}{nearest(wanted.rpartition('.')[2], names)}")
