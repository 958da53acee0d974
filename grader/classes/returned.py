"""Write the feedback for each student, a page and a Markdown file, at the course's level of feedback."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from ..course.students import Entry
from ..show.platforms import html, markdown
from ..show.platforms.model import Options
from ..values.errors import UsageError
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
        try:
            pages.append(_feedback(entry, reports, _total(entry), titles))
        except UsageError:  # a library is missing: then no file is written
            raise
        except Exception as error:  # the feedback for the others must still be written
            problem = f"{_total(entry)} The details cannot be shown ({type(error).__name__}): ask your instructor."
            pages.append(_feedback(entry, [], problem, titles))
    folder.mkdir(parents=True, exist_ok=True)
    for name, (page, text) in zip(safe_names(entry.student.id for entry in entries), pages, strict=True):
        write_whole(folder / f"{name}.html", page)
        write_whole(folder / f"{name}.md", text)


def _feedback(entry: Entry, reports: Sequence[Report], summary: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """The page and the Markdown text for one student. `reports` hold only what the student may see."""
    # So NUMBERS, the level that shows everything, shows no more than that.
    parts = [markdown.render([report], Options(titles.get(report.topic, ""), Reveal.NUMBERS)) for report in reports]
    text = "\n".join([f"# Feedback for {markdown.as_code(entry.student.shown)}\n\n**{summary}**\n", *parts])
    return html.page(f"Feedback for {entry.student.shown}", [summary], reports, titles=titles), text


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
        return "What you handed in earlier is no longer there." if entry.withdrawn else "Nothing was handed in."
    late = f", {points(100 * entry.factor)} % of what was earned, since it was late" if entry.factor != 1 else ""
    return f"{points(entry.score)} of {points(entry.max_score)} points{late}."
