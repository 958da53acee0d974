"""Compute the scores and pass rates of a class, and the differences between two runs of it."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..values.report import Report, Result
from .changed_checks import ChangedChecks, ClassReports


@dataclasses.dataclass(frozen=True)
class CheckRate:
    """How many students passed one check."""

    topic: str
    name: str
    claim: str
    passed: int
    asked: int  # students with a result of this check
    cause: str  # the commonest cause of a failure; empty if no cause is known


@dataclasses.dataclass(frozen=True)
class TopicRate:
    """Statistics of the scores in one topic."""

    topic: str
    submissions: int
    mean: float
    median: float
    max_score: float
    full: int  # submissions that passed every check


@dataclasses.dataclass(frozen=True)
class Difference:
    """The reports of two runs on the same submission and topic, with the reason why they differ."""

    submission: str
    topic: str
    before: Report | None  # None: the first run has no report
    after: Report | None  # None: the second run has no report
    why: str
    # The names of checks in the second run, by their names in the first.
    renamed: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def checks(self) -> Iterator[tuple[Result | None, Result | None]]:
        """The results of each check whose status or score changed: in the first run, and in the second."""
        results = self.before.results if self.before else ()
        results_before = {self.renamed.get(result.name, result.name): result for result in results}
        results_after = {result.name: result for result in self.after.results} if self.after else {}
        for name in dict.fromkeys([*results_before, *results_after]):
            before, after = results_before.get(name), results_after.get(name)
            if (before and (before.status, before.score)) != (after and (after.status, after.score)):
                yield before, after


def topic_rates(reports: Iterable[Report]) -> list[TopicRate]:
    """The statistics of each topic, in the order of the topics' names."""
    by_topic: dict[str, list[Report]] = {}
    for report in reports:
        by_topic.setdefault(report.topic, []).append(report)
    return [_topic_rate(topic, by_topic[topic]) for topic in sorted(by_topic)]


def _topic_rate(topic: str, reports: Sequence[Report]) -> TopicRate:
    scores = [report.score for report in reports]
    return TopicRate(
        topic,
        submissions=len(reports),
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        max_score=max(report.max_score for report in reports),
        full=sum(report.passed for report in reports),
    )


def check_rates(reports: Iterable[Report]) -> list[CheckRate]:
    """The pass rate of each check, the lowest rate first."""
    by_check: dict[tuple[str, str], list[Result]] = {}
    for report in reports:
        for result in report.results:
            by_check.setdefault((report.topic, result.name), []).append(result)
    rates = []
    for (topic, name), results in by_check.items():
        explained = [result for result in results if result.finding and not result.finding.is_of_none]
        causes = [cause for result in explained for cause in result.cause_ids]
        commonest = max(sorted(set(causes)), key=causes.count, default="")
        passed = sum(result.passed for result in results)
        rates.append(CheckRate(topic, name, results[0].claim, passed, len(results), commonest))
    return sorted(rates, key=lambda rate: (rate.passed / rate.asked, rate.topic, rate.name))


def differences(
    before: ClassReports,
    after: ClassReports,
    *,
    files: tuple[Mapping[tuple[str, str], str], Mapping[tuple[str, str], str]],
    reasons: Sequence[str],
    changed_checks: Iterable[ChangedChecks] = (),
) -> list[Difference]:
    """The differences between the reports of two runs, in the order of submissions and topics.

    `files` holds, for each of the two runs, the fingerprint of the files by submission and topic. `reasons` names everything else
    that differs between the runs. A check that was renamed one to one, as `changed_checks` says, is compared under both names.
    """
    changed, renamed = [], {topic.topic: topic.one_to_one for topic in changed_checks}
    for name in sorted({*before, *after}):
        for topic in sorted({*before.get(name, {}), *after.get(name, {})}):
            old, new = before.get(name, {}).get(topic), after.get(name, {}).get(topic)
            same_files = files[0].get((name, topic)) == files[1].get((name, topic))
            why = _reason(old, new, same_files=same_files, others=reasons)
            difference = Difference(name, topic, old, new, why, renamed.get(topic, {}))
            if next(difference.checks(), None):
                changed.append(difference)
    return changed


def _reason(old: Report | None, new: Report | None, *, same_files: bool, others: Sequence[str]) -> str:
    if old is None or new is None:
        return "not in the first run" if old is None else "not in the second run"
    if old.broken or new.broken:
        return "a check was broken in " + ("the first run" if old.broken else "the second run")
    if not same_files:
        return "other files were handed in"
    return "; ".join(others) or "no other change is known: look for randomness in this code"
