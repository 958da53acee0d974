"""What the entries of a class add up to: counts, and groups of students with something in common. Knows no HTML.

Students are their positions in the sequence of entries.
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
    """One check: how many ended how."""

    claim: str
    part: str
    points: float
    counts: Mapping[Status, int]


@dataclasses.dataclass(frozen=True)
class TopicCount:
    """One topic: the points of those who have a report in it, and its checks."""

    name: str
    title: str
    possible: float
    scores: tuple[float, ...]
    started: int  # handed in more than what was handed out
    full: int
    checks: tuple[CheckCount, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores)

    @property
    def median(self) -> float:
        return statistics.median(self.scores)


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A cause that was recognised: who has it, and for whom it is one of several that fit equally."""

    topic: str
    id: str
    hint: str
    claims: tuple[str, ...]
    sure: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(sorted({*self.sure, *self.perhaps}))


@dataclasses.dataclass(frozen=True)
class Group:
    """Students with the same outcome of one check."""

    topic: str
    claim: str
    part: str
    what: str  # the ids of the causes, or the message
    hint: str
    members: tuple[int, ...]


def outcomes(entries: Sequence[Entry]) -> Iterator[tuple[int, Report, Result]]:
    """Every result, with whose it is."""
    for student, entry in enumerate(entries):
        for report in entry.reports:
            for result in report.results:
                yield student, report, result


def topic_names(entries: Sequence[Entry], first: Iterable[str]) -> list[str]:
    """The course's topics in its order, then others that there are reports on."""
    return list(dict.fromkeys([*first, *(report.topic for entry in entries for report in entry.reports)]))


def topic_counts(entries: Sequence[Entry], titles: Mapping[str, str]) -> list[TopicCount]:
    """Each topic on which there is a report."""
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
    asked: dict[str, Result] = {}
    for report in reports:
        for result in report.results:
            asked.setdefault(result.name, result)
            counts.setdefault(result.name, collections.Counter())[result.status] += 1
    return TopicCount(
        name,
        title,
        max(report.max_score for report in reports),
        tuple(report.score for report in reports),
        sum(any(result.status is not Status.NOT_WRITTEN for result in report.results) for report in reports),
        sum(report.passed and bool(report.results) for report in reports),
        tuple(CheckCount(r.claim, r.part, r.max_score, counts[name]) for name, r in asked.items()),
    )


def misconceptions(entries: Sequence[Entry]) -> list[Misconception]:
    """The recognised causes, the commonest first; a student counts once for each."""
    sure: dict[_Key, dict[int, None]] = {}
    perhaps: dict[_Key, dict[int, None]] = {}
    hints: dict[_Key, str] = {}
    claims: dict[_Key, dict[str, None]] = {}
    for student, report, result in outcomes(entries):
        for cause in result.causes:
            key = (report.topic, cause.id, cause.named)
            (sure if len(result.cause_ids) == 1 else perhaps).setdefault(key, {})[student] = None
            hints.setdefault(key, cause.sentence)
            claims.setdefault(key, {})[result.claim] = None
    listed = []
    for key, hint in hints.items():
        topic, name, _ = key
        certain = tuple(sure.get(key, ()))
        others = tuple(student for student in perhaps.get(key, ()) if student not in certain)
        listed.append(Misconception(topic, name, hint, tuple(claims[key]), certain, others))
    return sorted(listed, key=lambda one: (-len(one.members), -len(one.sure), one.topic, one.id))


_Key = tuple[str, str, bool]  # topic, id, and whether it is a named mistake: a generic cause may have the same id


def same_answers(entries: Sequence[Entry]) -> list[Group]:
    """Students who failed a check in the same way, the largest group first.

    The same way is the same recognised causes or, if there are none, the same message; of an exception, its sentence alone.
    """
    members: dict[tuple[str, str, str], dict[int, None]] = {}
    first: dict[tuple[str, str, str], Result] = {}
    for student, report, result in outcomes(entries):
        if result.status in WRONG:
            key = (report.topic, result.name, _shared(result))
            members.setdefault(key, {})[student] = None
            first.setdefault(key, result)
    groups = [_group(key, first[key], who) for key, who in members.items() if len(who) > 1]
    return sorted(groups, key=lambda group: -len(group.members))


def _shared(result: Result) -> str:
    """What students with the same wrong answer share, in words: the causes, else the message."""
    if result.causes:
        return " or ".join(result.cause_ids)
    return result.finding.says if result.finding and result.status is Status.RAISED else result.message


def _group(key: tuple[str, str, str], result: Result, members: Iterable[int]) -> Group:
    topic, _, shared = key
    hint = " or: ".join(cause.sentence for cause in result.causes)
    return Group(topic, result.claim, result.part, shared, hint, tuple(members))


def stuck(entries: Sequence[Entry]) -> list[Group]:
    """By the first check of the course that a student does not pass, the commonest first; `what` is how it ends."""
    members: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], Result] = {}
    ends: dict[tuple[str, str], collections.Counter[Status]] = {}
    for student, entry in enumerate(entries):
        found = first_failing(entry)
        if found:
            report, result = found
            key = (report.topic, result.name)
            members.setdefault(key, []).append(student)
            first.setdefault(key, result)
            ends.setdefault(key, collections.Counter())[result.status] += 1
    groups = []
    for (topic, name), who in members.items():
        result = first[topic, name]
        what = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in ends[topic, name].most_common())
        groups.append(Group(topic, result.claim, result.part, what, "", tuple(who)))
    return sorted(groups, key=lambda group: -len(group.members))


def first_failing(entry: Entry) -> tuple[Report, Result] | None:
    """The first check that does not pass and waits for no other."""
    for report in entry.reports:
        for result in report.results:
            if result.status not in (Status.PASSED, Status.WAITING):
                return report, result
    return None


def ended(entries: Sequence[Entry], *statuses: Status) -> list[tuple[int, Report, Result]]:
    """Results that ended so."""
    return [found for found in outcomes(entries) if found[2].status in statuses]


def slowest(entries: Sequence[Entry], count: int) -> list[tuple[int, float]]:
    """Who took longest to grade, with the seconds over all topics."""
    seconds = [(student, sum(report.seconds for report in entry.reports)) for student, entry in enumerate(entries)]
    return sorted((pair for pair in seconds if pair[1] > 0), key=lambda pair: -pair[1])[:count]


def confinements(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """What confined the students' code and where it ran, with the number of reports; the commonest first."""
    counts = collections.Counter(
        f"{report.confinement or 'nothing was run'} ({report.device})" for entry in entries for report in entry.reports
    )
    return counts.most_common()
