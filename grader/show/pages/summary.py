"""Count the results of a class, and group students with the same mistakes. This module knows no HTML.

A student is given as a number: the position in the sequence of entries.
"""

from __future__ import annotations

import collections
import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...course.students import Entry
from ...values.report import Report, Result, Status

WRONG = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED)


@dataclasses.dataclass(frozen=True)
class CheckCount:
    """One check, and how many of its results have each status."""

    claim: str
    part: str
    points: float
    counts: Mapping[Status, int]


@dataclasses.dataclass(frozen=True)
class TopicCount:
    """One topic: the scores of the students who have a report in it, and its checks."""

    name: str
    title: str
    possible: float
    scores: tuple[float, ...]
    started: int  # students who wrote something: at least one check doesn't report "not written yet"
    full: int  # students who passed every check
    checks: tuple[CheckCount, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores)

    @property
    def median(self) -> float:
        return statistics.median(self.scores)


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A recognised cause, and the students who have it."""

    topic: str
    id: str
    hint: str
    claims: tuple[str, ...]
    sure: tuple[int, ...]  # students for whom no other cause fits
    perhaps: tuple[int, ...]  # students for whom several causes fit, or for whom the cause is only likely

    @property
    def members(self) -> tuple[int, ...]:
        """All students who have the cause, or may have it."""
        return tuple(sorted({*self.sure, *self.perhaps}))


@dataclasses.dataclass(frozen=True)
class Group:
    """Students with the same outcome of one check."""

    topic: str
    claim: str
    part: str
    outcome: str  # the ids of the causes, a message, or counts of statuses
    hint: str
    members: tuple[int, ...]


def outcomes(entries: Sequence[Entry]) -> Iterator[tuple[int, Report, Result]]:
    """Every result with its student and its report."""
    for student, entry in enumerate(entries):
        for report in entry.reports:
            for result in report.results:
                yield student, report, result


def topic_names(entries: Sequence[Entry], first: Iterable[str]) -> list[str]:
    """The topics of the course, in its order, then other topics that have a report."""
    return list(dict.fromkeys([*first, *(report.topic for entry in entries for report in entry.reports)]))


def topic_counts(entries: Sequence[Entry], titles: Mapping[str, str]) -> list[TopicCount]:
    """The counts of each topic that has a report."""
    reports: dict[str, list[Report]] = {}
    for entry in entries:
        for report in entry.reports:
            reports.setdefault(report.topic, []).append(report)
    return [
        _topic_count(name, titles.get(name, name), reports[name])
        for name in topic_names(entries, titles)
        if name in reports
    ]


def _topic_count(name: str, title: str, reports: Sequence[Report]) -> TopicCount:
    counts: dict[str, collections.Counter[Status]] = {}
    first: dict[str, Result] = {}
    for report in reports:
        for result in report.results:
            first.setdefault(result.name, result)
            counts.setdefault(result.name, collections.Counter())[result.status] += 1
    checks = (CheckCount(result.claim, result.part, result.max_score, counts[name]) for name, result in first.items())
    return TopicCount(
        name,
        title,
        possible=max(report.max_score for report in reports),
        scores=tuple(report.score for report in reports),
        started=sum(any(result.status is not Status.NOT_WRITTEN for result in report.results) for report in reports),
        full=sum(report.passed and bool(report.results) for report in reports),
        checks=tuple(checks),
    )


def misconceptions(entries: Sequence[Entry]) -> list[Misconception]:
    """The recognised causes, the commonest first. A student counts once for each cause; see Report.misconceptions."""
    sure: dict[_Key, dict[int, None]] = {}
    perhaps: dict[_Key, dict[int, None]] = {}
    hints: dict[_Key, str] = {}
    claims: dict[_Key, dict[str, None]] = {}
    for student, entry in enumerate(entries):
        for report in entry.reports:
            for result, found in report.misconceptions:
                for cause in found:
                    key = (report.topic, cause.id, cause.named)
                    is_sure = len(result.cause_ids) == 1 and not cause.likely
                    (sure if is_sure else perhaps).setdefault(key, {})[student] = None
                    hints.setdefault(key, cause.sentence)
                    claims.setdefault(key, {})[result.claim] = None
    causes = []
    for key, hint in hints.items():
        topic, id_, _ = key
        certain = tuple(sure.get(key, ()))
        others = tuple(student for student in perhaps.get(key, ()) if student not in certain)
        causes.append(Misconception(topic, id_, hint, claims=tuple(claims[key]), sure=certain, perhaps=others))
    return sorted(causes, key=lambda cause: (-len(cause.members), -len(cause.sure), cause.topic, cause.id))


_Key = tuple[str, str, bool]  # topic, id, and whether the cause is a named mistake: a generic cause may have its id


def same_answers(entries: Sequence[Entry]) -> list[Group]:
    """Group students who failed a check in the same way, the largest group first.

    The same way is the same recognised causes or, if there are none, the same message; of an exception, its sentence
    alone. A student counts in the first check of a topic that fails in this way: later checks repeat it. Answers of None do not
    count.
    """
    known: set[tuple[int, str, str]] = set()  # by student and topic: what was shared in an earlier check
    members: dict[tuple[str, str, str], dict[int, None]] = {}
    first: dict[tuple[str, str, str], Result] = {}
    for student, report, result in outcomes(entries):
        if result.status in WRONG and not (result.finding and result.finding.is_of_none):
            key = (report.topic, result.name, _shared(result))
            if (again := (student, report.topic, key[2])) in known:
                continue
            known.add(again)
            members.setdefault(key, {})[student] = None
            first.setdefault(key, result)
    groups = [_group(key, first[key], students) for key, students in members.items() if len(students) > 1]
    return sorted(groups, key=lambda group: -len(group.members))


def _shared(result: Result) -> str:
    """The text by which wrong answers are compared: the ids of the causes or, without a cause, the message."""
    if result.causes:
        return " or ".join(result.cause_ids)
    return result.finding.says if result.finding and result.status is Status.RAISED else result.message


def _group(key: tuple[str, str, str], result: Result, members: Iterable[int]) -> Group:
    topic, _, shared = key
    hint = " or: ".join(cause.sentence for cause in result.causes)
    return Group(topic, result.claim, result.part, outcome=shared, hint=hint, members=tuple(members))


def stuck(entries: Sequence[Entry]) -> list[Group]:
    """Group students by the first check of the course that they do not pass, the largest group first.

    The `outcome` of a group counts the statuses of this check.
    """
    members: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], Result] = {}
    statuses: dict[tuple[str, str], collections.Counter[Status]] = {}
    for student, entry in enumerate(entries):
        failing = first_failing(entry)
        if failing:
            report, result = failing
            key = (report.topic, result.name)
            members.setdefault(key, []).append(student)
            first.setdefault(key, result)
            statuses.setdefault(key, collections.Counter())[result.status] += 1
    groups = []
    for key, students in members.items():
        result = first[key]
        outcome = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in statuses[key].most_common())
        groups.append(Group(key[0], result.claim, result.part, outcome=outcome, hint="", members=tuple(students)))
    return sorted(groups, key=lambda group: -len(group.members))


def first_failing(entry: Entry) -> tuple[Report, Result] | None:
    """The first result of the entry, with its report, that neither passed nor waits for another check."""
    for report in entry.reports:
        for result in report.results:
            if result.status not in (Status.PASSED, Status.WAITING):
                return report, result
    return None


@dataclasses.dataclass(frozen=True)
class BuiltOn:
    """Students whose part of a topic was built on the same code of another topic, in a sentence."""

    topic: str
    part: str
    sentence: str
    members: tuple[int, ...]


def built_on(entries: Sequence[Entry]) -> list[BuiltOn]:
    """Group students by the code on which their parts were built, in the order of the reports, the largest group first."""
    members: dict[tuple[str, str], dict[str, list[int]]] = {}
    for student, entry in enumerate(entries):
        for report in entry.reports:
            for part in report.parts:
                for sentence in part.builds_on:
                    members.setdefault((report.topic, part.part), {}).setdefault(sentence, []).append(student)
    return [
        BuiltOn(*place, sentence, tuple(students))
        for place, groups in members.items()
        for sentence, students in sorted(groups.items(), key=lambda pair: -len(pair[1]))
    ]


def ended(entries: Sequence[Entry], *statuses: Status) -> list[tuple[int, Report, Result]]:
    """The results with one of these statuses, each with its student and its report."""
    return [outcome for outcome in outcomes(entries) if outcome[2].status in statuses]


def slowest(entries: Sequence[Entry], count: int) -> list[tuple[int, float]]:
    """The students that took longest to grade, with the seconds over all topics."""
    seconds = [(student, sum(report.seconds for report in entry.reports)) for student, entry in enumerate(entries)]
    return sorted((pair for pair in seconds if pair[1] > 0), key=lambda pair: -pair[1])[:count]


def confinements(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """The layers that confined the students' code, and its device, with the number of reports; the commonest first."""
    counts = collections.Counter(
        f"{report.confinement or 'nothing was run'} ({report.device})" for entry in entries for report in entry.reports
    )
    return counts.most_common()
