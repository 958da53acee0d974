"""One student's page: every check with what was wrong, the curves, the code with the lines that messages name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from ...values.report import PartReport, Report, Result, Status
from .code import Code, Piece
from .curves import Drawing, drawings


@dataclasses.dataclass(frozen=True)
class ShownResult:
    """One check with its message in pieces and its curves."""

    result: Result
    message: tuple[Piece, ...]
    curves: tuple[Drawing, ...]


@dataclasses.dataclass(frozen=True)
class ShownPart:
    """The checks of one part; `problem` is what they all say, where they say the same."""

    name: str
    score: float
    possible: float
    problem: str
    results: tuple[ShownResult, ...]


@dataclasses.dataclass(frozen=True)
class ShownTopic:
    """One report, part by part."""

    title: str
    report: Report
    parts: tuple[ShownPart, ...]

    @property
    def passed(self) -> int:
        """How many checks passed."""
        return sum(result.passed for result in self.report.results)


def topics(reports: Iterable[Report], titles: Mapping[str, str], code: Code) -> list[ShownTopic]:
    """What reports say; lines that messages name are marked in `code`."""
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
    alike = len({(result.status, result.message) for result in results}) == 1 < len(results)
    unwritten = alike and results[0].status is Status.NOT_WRITTEN
    shown = tuple(
        ShownResult(
            result,
            () if unwritten or result.status is Status.WAITING else _message(result, topic, code),
            tuple(drawings(result.curves)),
        )
        for result in results
    )
    return ShownPart(part.part, part.score, part.max_score, results[0].message if unwritten else "", shown)


def _message(result: Result, topic: str, code: Code) -> tuple[Piece, ...]:
    return tuple(code.linked(result.finding, topic)) if result.finding else ()
