"""Render the rates of a class, and the differences between two runs, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...course.changed_checks import ChangedChecks
from ...course.rates import CheckRate, Difference, check_rates, topic_rates
from ...values.report import Report, Result
from ...values.status import SIGNS
from ...values.text import points, visible


def rates(classes: Mapping[str, Sequence[Report]]) -> RenderableType:
    """Tables about classes, given by name: the points in each topic, and how many students passed each check."""
    by_topic = _table("topic", "class", "submissions", "mean", "median", "all points")
    for name, reports in classes.items():
        for rate in topic_rates(reports):
            mean = f"{points(round(rate.mean, 2))} of {points(rate.max_score)}"
            row = str(rate.submissions), mean, points(rate.median), str(rate.full)
            by_topic.add_row(rate.topic, Text(name), *row)
    class_rates = [{(rate.topic, rate.name): rate for rate in check_rates(reports)} for reports in classes.values()]
    keys = dict.fromkeys(key for by_check in class_rates for key in by_check)
    tables: list[RenderableType] = []
    for topic in sorted({topic for topic, _ in keys}):
        table = _table(topic, *(classes if len(classes) > 1 else ["passed"]), "commonest cause")
        for key in keys:
            if key[0] == topic:
                check = [by_check.get(key) for by_check in class_rates]
                cells = [_share(rate) if rate else "" for rate in check]
                cause = next((rate.cause for rate in check if rate and rate.cause), "")
                table.add_row(key[1], *cells, Text(cause))
        tables.append(table)
    return Group(by_topic, *tables)


def other_checks(changed: Iterable[ChangedChecks]) -> Text:
    """A line for each topic whose checks differ between two runs."""
    return Text("\n".join(visible(topic.sentence()) for topic in changed))


def changed(differences: Iterable[Difference]) -> RenderableType:
    """Each difference with its reason and the checks that changed."""
    lines: list[RenderableType] = []
    for difference in differences:
        head = Text(visible(difference.submission, 80), "bold").append(f"  {difference.topic}  ", "not bold")
        head.append(f"{_score(difference.before)} → {_score(difference.after)}", "bold")
        lines.append(head.append(f"  ({difference.why})", "not bold dim"))
        for before, after in difference.checks():
            result = after or before
            assert result
            line = Text(f"{_status(before)} → {_status(after)}  {result.name}")
            lines.append(Padding(line, (0, 0, 0, 2)))
            if after and after.finding:
                lines.append(Padding(Text(after.finding.sentence, "dim"), (0, 0, 0, 4)))
    return Group(*lines)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(Text(heading), overflow="fold", no_wrap=heading == headings[0])
    return table


def _share(rate: CheckRate) -> str:
    return f"{rate.passed}/{rate.asked} ({rate.passed / rate.asked:.0%})"


def _score(report: Report | None) -> str:
    return f"{points(report.score)}/{points(report.max_score)}" if report else "–"


def _status(result: Result | None) -> str:
    return SIGNS[result.status][2] if result else "not asked"
