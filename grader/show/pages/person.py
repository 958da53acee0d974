"""The values that a student's page shows: each check with its message and curves, and links to the code."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from ...values.report import PartReport, Report, Result, Status
from .code import Code, Piece
from .curves import Drawing, drawings


@dataclasses.dataclass(frozen=True)
class ShownResult:
    """One check with the pieces of its message and its curves."""

    result: Result
    message: tuple[Piece, ...]
    curves: tuple[Drawing, ...]


@dataclasses.dataclass(frozen=True)
class ShownPart:
    """The checks of one part. If the part is not written, `problem` is the message that all its checks share."""

    name: str
    score: float
    possible: float
    problem: str
    builds_on: tuple[str, ...]  # whose code was used of the topics on which the part builds, in sentences
    results: tuple[ShownResult, ...]


@dataclasses.dataclass(frozen=True)
class ShownTopic:
    """One report, part by part."""

    title: str
    report: Report
    parts: tuple[ShownPart, ...]

    @property
    def passed(self) -> int:
        """The number of checks that passed."""
        return sum(result.passed for result in self.report.results)


def topics(reports: Iterable[Report], titles: Mapping[str, str], code: Code) -> list[ShownTopic]:
    """The reports as a page shows them. Marks the lines in `code` that messages name."""
    return [
        ShownTopic(
            titles.get(report.topic, report.topic),
            report,
            tuple(_part(part, report.topic, code) for part in report.parts),
        )
        for report in reports
    ]


def _part(part: PartReport, topic: str, code: Code) -> ShownPart:
    results = part.results
    same_outcome = len({(result.status, result.message) for result in results}) == 1 < len(results)
    unwritten = same_outcome and results[0].status is Status.NOT_WRITTEN
    shown = tuple(
        ShownResult(
            result,
            () if unwritten or result.status is Status.WAITING else _message(result, topic, code),
            tuple(drawings(result.curves)),
        )
        for result in results
    )
    problem = results[0].message if unwritten else ""
    return ShownPart(part.part, part.score, part.max_score, problem, part.builds_on, shown)


def _message(result: Result, topic: str, code: Code) -> tuple[Piece, ...]:
    return tuple(code.linked(result.finding, topic)) if result.finding else ()
