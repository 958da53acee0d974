"""A class in numbers: what it got right, and where two gradings of it differ."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..values.report import Report, Result

Class = Mapping[str, Mapping[str, Report]]  # by submission and topic, see store.Run.reports


@dataclasses.dataclass(frozen=True)
class CheckRate:
    """How many of those who were asked passed one check, and the commonest cause of failing it ("" where none is known)."""

    topic: str
    name: str
    claim: str
    passed: int
    asked: int
    cause: str


@dataclasses.dataclass(frozen=True)
class TopicRate:
    """The scores in one topic."""

    topic: str
    submissions: int
    mean: float
    median: float
    max_score: float
    whole: int  # submissions with every point


@dataclasses.dataclass(frozen=True)
class Difference:
    """One submission and topic that two runs see otherwise: the scores, the checks, and what was not the same."""

    submission: str
    topic: str
    before: Report | None
    after: Report | None
    why: str

    def checks(self) -> Iterator[tuple[Result | None, Result | None]]:
        """Each check whose status or points changed, as it was and as it is."""
        old, new = ({r.name: r for r in side.results} if side else {} for side in (self.before, self.after))
        for name in dict.fromkeys([*old, *new]):
            one, other = old.get(name), new.get(name)
            if (one and (one.status, one.score)) != (other and (other.status, other.score)):
                yield one, other


def topic_rates(reports: Iterable[Report]) -> list[TopicRate]:
    """One line a topic, in the order of their names."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.topic, []).append(report)
    lines = []
    for topic, mine in sorted(found.items()):
        scores = [report.score for report in mine]
        middle = statistics.fmean(scores), statistics.median(scores)
        whole = sum(report.passed for report in mine)
        lines.append(TopicRate(topic, len(mine), *middle, max(report.max_score for report in mine), whole))
    return lines


def check_rates(reports: Iterable[Report]) -> list[CheckRate]:
    """One line a check; those that the fewest passed come first."""
    found: dict[tuple[str, str], list[Result]] = {}
    for report in reports:
        for result in report.results:
            found.setdefault((report.topic, result.name), []).append(result)
    lines = []
    for (topic, name), results in found.items():
        causes = [cause for result in results for cause in result.cause_ids]
        commonest = max(sorted(set(causes)), key=causes.count, default="")
        passed = sum(result.passed for result in results)
        lines.append(CheckRate(topic, name, results[0].claim, passed, len(results), commonest))
    return sorted(lines, key=lambda line: (line.passed / line.asked, line.topic, line.name))


def changes(
    before: Class, after: Class, files: tuple[Mapping[str, str], Mapping[str, str]], reasons: Sequence[str]
) -> list[Difference]:
    """What the second run sees otherwise than the first.

    `files` holds the fingerprint of each submission in either run; `reasons` are what else was not the same.
    """
    found = []
    for name in sorted({*before, *after}):
        for topic in sorted({*before.get(name, {}), *after.get(name, {})}):
            old, new = before.get(name, {}).get(topic), after.get(name, {}).get(topic)
            why = _why(name, old, new, files, reasons)
            change = Difference(name, topic, old, new, why)
            if next(change.checks(), None):
                found.append(change)
    return found


def _why(
    name: str,
    old: Report | None,
    new: Report | None,
    files: tuple[Mapping[str, str], Mapping[str, str]],
    reasons: Sequence[str],
) -> str:
    if old is None or new is None:
        return "not in the first run" if old is None else "not in the second run"
    if old.broken or new.broken:
        return "a check of ours was broken in " + ("the first run" if old.broken else "the second run")
    if files[0].get(name) != files[1].get(name):
        return "other files were handed in"
    return "; ".join(reasons) or "nothing else is known to have changed: look at what is random in this code"
