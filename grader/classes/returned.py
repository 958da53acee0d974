"""Write the feedback for each student, a page and a Markdown file, at the course's level of feedback."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from ..course.students import Entry
from ..show.platforms import html, markdown
from ..show.platforms.model import Options
from ..values.filenames import safe_names
from ..values.files import write_whole
from ..values.report import PartReport, Report, Result, Status
from ..values.reveal import Reveal, revealed
from ..values.text import points


def write(
    entries: Sequence[Entry],
    folder: Path,
    reveal: str,
    *,
    titles: Mapping[str, str] | None = None,
    hidden: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Write FOLDER/<name>.html and FOLDER/<name>.md for each student.

    `titles` maps topics to headings. `hidden` maps topics to the names of the checks with secret claims.
    """
    level, titles, hidden = Reveal.of(reveal), titles or {}, hidden or {}
    pages = []
    for entry in entries:
        reports = [seen(report, level, hidden.get(report.topic, ())) for report in entry.reports]
        heading, total = f"Feedback for {entry.student.shown}", _total(entry)
        # NUMBERS shows everything that is left in the reports, since `seen` removed all that students may not read.
        parts = [markdown.render([report], Options(titles.get(report.topic, ""), Reveal.NUMBERS)) for report in reports]
        text = "\n".join([f"# Feedback for {markdown.as_code(entry.student.shown)}\n\n**{total}**\n", *parts])
        pages.append((html.page(heading, [total], reports, titles=titles), text))
    folder.mkdir(parents=True, exist_ok=True)
    for name, (page, text) in zip(safe_names(entry.student.id for entry in entries), pages, strict=True):
        write_whole(folder / f"{name}.html", page)
        write_whole(folder / f"{name}.md", text)


def seen(report: Report, level: Reveal, hidden: Collection[str] = ()) -> Report:
    """The report as its student may see it. At the level NOTHING each part has a single line with its points."""
    shown = revealed(report, level, hidden=hidden)
    if level > Reveal.NOTHING:
        return shown
    parts = (dataclasses.replace(part, results=(_sum(part),)) for part in shown.parts)
    return dataclasses.replace(shown, parts=tuple(parts))


def _sum(part: PartReport) -> Result:
    """A result in the place of all checks of a part: it has the worst status, and the message about the whole file."""
    broken = [result for result in part.results if result.status is Status.BROKEN]
    worst = [*broken, *(result for result in part.results if not result.passed), *part.results][0]
    claim = "Checks that are not shown."
    return Result("hidden_checks", claim, part.part, worst.status, part.score, part.max_score, worst.finding)


def _total(entry: Entry) -> str:
    """The score in a sentence, with the share that lateness left of it."""
    if not entry.reports:
        return "Nothing was handed in."
    late = f", {points(100 * entry.factor)} % of what was earned, since it was late" if entry.factor != 1 else ""
    return f"{points(entry.score)} of {points(entry.max_score)} points{late}."
