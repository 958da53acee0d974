"""One student's page: every check with what was wrong, the curves, the code with the lines that messages name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from ...values.report import Report, Result, Status
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
        ShownTopic(titles.get(report.topic, report.topic), report, tuple(_parts(report, code))) for report in reports
    ]


def _parts(report: Report, code: Code) -> list[ShownPart]:
    parts: dict[str, list[Result]] = {}
    for result in report.results:
        parts.setdefault(result.part, []).append(result)
    return [_part(name, results, report.topic, code) for name, results in parts.items()]


def _part(name: str, results: list[Result], topic: str, code: Code) -> ShownPart:
    said = {(result.status, result.message) for result in results}
    alike = len(said) == 1 and len(results) > 1 and results[0].status is Status.NOT_WRITTEN
    shown = tuple(
        ShownResult(
            result,
            () if alike or result.status is Status.WAITING else tuple(code.linked(result.message, topic)),
            tuple(drawings(result.curves)),
        )
        for result in results
    )
    score, possible = sum(r.score for r in results), sum(r.max_score for r in results)
    return ShownPart(name, score, possible, results[0].message if alike else "", shown)
