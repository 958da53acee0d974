"""Render reports as text for a terminal. Every text from outside is printed literally, never read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...course.students import Entry
from ...values.report import PartReport, Report, Result, Status
from ...values.status import SIGNS
from ...values.text import plural, points, visible
from . import sparks


def report(report: Report, title: str = "") -> RenderableType:
    """One report: a heading for each part, a line for each check, and the message below a check that did not pass."""
    lines: list[RenderableType] = []
    for part in report.parts:
        lines.append(_heading(part, title or report.topic))
        lines += [Padding(Text(visible(sentence, 500), "dim"), (0, 0, 0, 2)) for sentence in part.builds_on]
        not_written = [result for result in part.results if result.status is Status.NOT_WRITTEN]
        if len(not_written) > 1 and len({result.message for result in not_written}) == 1:
            lines.append(Padding(Text(not_written[0].message, "yellow"), (0, 0, 0, 2)))
        lines += [_result(result, alone=len(not_written) != len(part.results)) for result in part.results]
        lines.append(Text(""))
    lines.append(_footer(report))
    return Group(*lines)


def _heading(part: PartReport, title: str) -> Text:
    text = Text(title, "bold")
    return text.append(f"  {part.part} part  ", "default not bold").append(
        f"{points(part.score)}/{points(part.max_score)}", "bold"
    )


def _result(result: Result, *, alone: bool) -> RenderableType:
    sign, style, word = SIGNS[result.status]
    line = Table.grid(expand=True, padding=(0, 1))
    line.add_column(width=1)
    line.add_column(ratio=1)
    line.add_column(justify="right")
    claim = Text(result.claim)
    if result.status not in (Status.PASSED, Status.FAILED):
        claim.append(f" ({word})", style)
    line.add_row(Text(sign, style), claim, Text(f"{points(result.score)}/{points(result.max_score)}", style))
    parts: list[RenderableType] = [line]
    if result.status not in (Status.PASSED, Status.WAITING) and result.message and (alone or result.hint):
        code = result.finding.code if result.finding else ""
        parts.append(Padding(Text(result.message.removesuffix(code).rstrip()), (0, 0, 0, 4)))
        if code:  # it begins in the first column, so that it can be copied
            parts.append(Text(code, no_wrap=True, overflow="ignore"))
    if result.hint:
        parts.append(Padding(Text("Hint: ", "bold cyan").append(result.hint, "not bold cyan"), (0, 0, 0, 4)))
    if result.curves and result.status is not Status.PASSED:
        parts.append(Padding(Text("\n".join(sparks.lines(result.curves)), "dim"), (0, 0, 0, 4)))
    if result.output and result.status is not Status.PASSED:
        parts.append(
            Padding(Text("Your code printed:\n", "dim").append(visible(result.output.rstrip(), 1000)), (0, 0, 0, 4))
        )
    return Group(*parts)


def _footer(report: Report) -> Text:
    text = Text(
        f"{points(report.score)} of {points(report.max_score)} points", "bold green" if report.passed else "bold"
    )
    confined = f"  in {report.seconds:.2f} s; isolation: {report.confinement}" if report.isolation else ""
    text.append(confined, "not bold dim")
    if report.device != "cpu":
        text.append(f"; device: {report.device}", "not bold dim")
    return text


def class_table(entries: Iterable[Entry]) -> Table:
    """A table with a row for each student who handed in, a column for each topic, the total, and the first problem."""
    rows = [(entry, {report.topic: report for report in entry.reports}) for entry in entries]
    topics = sorted({topic for _, by_topic in rows for topic in by_topic})
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("student", no_wrap=True)
    for heading in [*topics, "total"]:
        # A long topic name is folded at its underscores, so that it does not push the scores off the screen.
        table.add_column(heading.replace("_", "_\n"), justify="right", no_wrap=True)
    table.add_column("first to look at")  # the only column that may become narrower on a narrow screen
    for entry, by_topic in rows:
        name = Text(visible(entry.student.shown, 40))
        cells = [_score(by_topic.get(topic)) for topic in topics]
        if entry.reports:
            total = Text(f"{points(entry.score)}/{points(entry.max_score)}")
            table.add_row(name, *cells, total, _first_problem(entry.reports))
        elif entry.withdrawn:
            table.add_row(name, *cells, Text("–"), Text("no longer handed in", "yellow"))
    return table


def _score(report: Report | None) -> Text:
    if report is None:
        return Text("")
    style = "green" if report.passed else "magenta" if report.broken else "red" if not report.score else "default"
    return Text(f"{points(report.score)}/{points(report.max_score)}", style)


def _first_problem(reports: Sequence[Report]) -> Text:
    for report in reports:
        for result in report.results:
            if result.status not in (Status.PASSED, Status.WAITING):
                _, style, word = SIGNS[result.status]
                problem = " or ".join(result.cause_ids) or word
                return Text(f"{problem}: {result.claim}", style, no_wrap=True, overflow="ellipsis")
    return Text("")


def misconceptions(reports: Iterable[Report]) -> Table | None:
    """The 12 commonest recognised causes with their numbers of submissions; None if no cause was recognised."""
    submissions: dict[str, set[str]] = {}
    for report in reports:
        for _, causes in report.misconceptions:
            for found in causes:
                submissions.setdefault(f"{report.topic}: {found.id}", set()).add(report.submission)
    if not submissions:
        return None
    table = Table("cause", "in", box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for cause, names in sorted(submissions.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:12]:
        table.add_row(Text(cause), plural(len(names), "submission"))
    return table
