"""Which of a student's attempts counts, and what lateness leaves of its score: `attempts` and [late] in course.toml.

attempts = "on_time"                          the last before the deadline, else the first after it; or "last", "best"

[late]
deadline = "2026-11-02T23:59+01:00"           without a zone, the machine's own; a day alone, its end
grace_minutes = 10                            forgiven; after them days count from the deadline
per_day = 0.1                                 of the score, for each day that has begun
max_days = 5                                  after them nothing is left

[late.deadlines]
batch_norm = "2026-11-09T23:59+01:00"         a topic's own

[late.extensions]
"12345" = "2026-11-05T23:59+01:00"            a student's own, in all topics, by id or e-mail address
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeGuard, TypeVar

from ..values.errors import UsageError
from ..values.text import nearest
from .students import Entry, Student

ATTEMPTS = ("last", "best", "on_time")
_KEYS = ("deadline", "grace_minutes", "per_day", "max_days", "deadlines", "extensions")
_DAY = datetime.timedelta(days=1)
NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class Timed(Protocol):
    """An attempt: when it was handed in, where that is known, and which of its student's it is."""

    @property
    def when(self) -> datetime.datetime | None: ...
    @property
    def number(self) -> int: ...


Attempt = TypeVar("Attempt", bound=Timed)


@dataclasses.dataclass(frozen=True)
class LateRules:
    """What a course says of attempts and deadlines; as it is made, the last attempt counts and nothing is late."""

    attempts: str = "last"  # one of ATTEMPTS
    deadline: datetime.datetime | None = None
    deadlines: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)  # by topic
    extensions: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)  # by id or address
    grace: datetime.timedelta = datetime.timedelta()
    per_day: float = 0.0  # the fraction of the score that a day takes
    max_days: int | None = None
    path: Path = Path("course.toml")

    @classmethod
    def read(cls, table: object, attempts: object = "last", path: Path = Path("course.toml")) -> LateRules:
        """The rules in the table [late] of the course file `path`; raises UsageError that says what is wrong there."""
        if attempts not in ATTEMPTS:
            raise UsageError(f'{path}: `attempts` is "last", "best" or "on_time"{nearest(str(attempts), ATTEMPTS)}')
        if not isinstance(table, Mapping):
            raise UsageError(f"{path}: `late` is a table: write [late] above its entries")
        if unknown := sorted(table.keys() - set(_KEYS)):
            known = ", ".join(f"`{key}`" for key in _KEYS)
            raise UsageError(
                f"{path}: [late] has no entry {unknown[0]!r}{nearest(unknown[0], _KEYS)}; it may have {known}"
            )
        rules = cls(
            str(attempts),
            _time(path, "deadline", table["deadline"]) if "deadline" in table else None,
            _times(path, "deadlines", table),
            _times(path, "extensions", table),
            datetime.timedelta(minutes=_number(path, table, "grace_minutes", 0, 365 * 24 * 60)),
            _number(path, table, "per_day", 0, 1),
            _days(path, table),
            path,
        )
        if not rules.deadline and not rules.deadlines and (table or attempts == "on_time"):
            needs = '`attempts = "on_time"`' if attempts == "on_time" else "[late]"
            raise UsageError(f'{path}: {needs} needs a deadline: deadline = "2026-11-02T23:59+01:00" under [late]')
        return rules

    def refuse_unknown(self, topics: Collection[str], students: Collection[Student] | None = None) -> None:
        """Raise UsageError where a topic or, with a roster, a student is named that there is not."""
        for name in self.deadlines:
            if name not in topics:
                raise UsageError(f"{self.path}: there is no topic {name!r} for [late.deadlines]{nearest(name, topics)}")
        if students is not None:
            ids = [key for student in students for key in (student.id, student.email) if key]
            for name in self.extensions:
                if name not in ids:
                    raise UsageError(f"{self.path}: nobody is {name!r} of [late.extensions]{nearest(name, ids)}")

    def deadline_of(self, student: Student, topic: str) -> datetime.datetime | None:
        """When this student's work on a topic is due; an extension never shortens."""
        due = self.deadlines.get(topic, self.deadline)
        own = self.extensions.get(student.id) or self.extensions.get(student.email)
        return max(due, own) if due and own else due

    def late_days(self, student: Student, topic: str, when: datetime.datetime | None) -> int:
        """Days that have begun since the deadline; 0 where a time is not known, too."""
        due = self.deadline_of(student, topic)
        if not due or not when or when - due <= self.grace:
            return 0
        return -((due - when) // _DAY)  # rounded up

    def factor(self, days: int) -> float:
        """What so many days leave of a score."""
        if self.max_days is not None and days > self.max_days:
            return 0.0
        return max(0.0, round(1 - self.per_day * days, 10))

    def applied(self, entry: Entry) -> Entry:
        """The entry with its lateness. Where topics have deadlines of their own, the days are the most that one is late,
        and the factor is the one that gives the sum of the topics' scores."""
        days = [self.late_days(entry.student, report.topic, entry.handed_in) for report in entry.reports]
        if not any(days):
            return dataclasses.replace(entry, late_days=0, factor=1.0)
        total = sum(report.score for report in entry.reports)
        left = sum(report.score * self.factor(late) for report, late in zip(entry.reports, days, strict=True))
        factor = left / total if total and len(set(days)) > 1 else min(map(self.factor, days))
        return dataclasses.replace(entry, late_days=max(days), factor=factor)

    def to_grade(self, student: Student, attempts: Iterable[Attempt], topics: Collection[str]) -> tuple[Attempt, ...]:
        """Those of a student's attempts that have to be graded: the one that counts, or all where the best does.

        Attempts whose time is not known come before the others, and are on time. With several topics, on time is what
        comes before the last of their deadlines. No topics are all, as in a course file.
        """
        ordered = sorted(attempts, key=lambda attempt: (attempt.when or NEVER, attempt.number))
        if self.attempts == "best" or len(ordered) < 2:
            return tuple(ordered)
        if self.attempts == "last":
            return (ordered[-1],)
        asked = tuple(topics) or ("", *self.deadlines)
        on_time = [one for one in ordered if any(not self.late_days(student, topic, one.when) for topic in asked)]
        return (on_time[-1] if on_time else ordered[0],)


NEVER_LATE = LateRules()


def best(entries: Sequence[Entry]) -> Entry:
    """The entry with the highest score after lateness, the first of several."""
    return max(entries, key=lambda entry: entry.score)


def _times(path: Path, key: str, table: Mapping[str, object]) -> dict[str, datetime.datetime]:
    said = table.get(key, {})
    if not isinstance(said, Mapping):
        raise UsageError(f"{path}: `{key}` is a table: write [late.{key}] above its entries")
    return {name: _time(path, f"{key}: {name}", time) for name, time in said.items()}


def _time(path: Path, key: str, said: object) -> datetime.datetime:
    """A time with its zone, from a text or from TOML's own; a day alone means its end."""
    try:
        if isinstance(said, str):
            day = len(said.strip()) <= len("2026-11-02")
            said = (datetime.date if day else datetime.datetime).fromisoformat(said.strip())
        if isinstance(said, datetime.date) and not isinstance(said, datetime.datetime):
            said = datetime.datetime.combine(said, datetime.time.max)
        if isinstance(said, datetime.datetime):
            return said if said.tzinfo else said.astimezone()
    except (ValueError, OverflowError, OSError):
        pass
    raise UsageError(f'{path}: {key} = {said!r} under [late] is no time: write "2026-11-02T23:59+01:00"')


def _number(path: Path, table: Mapping[str, object], key: str, least: float, most: float) -> float:
    said = table.get(key, 0)
    if not isinstance(said, int | float) or isinstance(said, bool) or not least <= said <= most:
        hint = f". For {said:g} per cent write {said / 100:g}" if key == "per_day" and _is_percentage(said) else ""
        raise UsageError(f"{path}: `{key}` = {said!r} under [late]: write a number from {least} to {most}{hint}")
    return said


def _is_percentage(said: object) -> TypeGuard[float]:
    return isinstance(said, int | float) and 1 < said <= 100


def _days(path: Path, table: Mapping[str, object]) -> int | None:
    said = table.get("max_days")
    if said is not None and (not isinstance(said, int) or isinstance(said, bool) or said < 0):
        raise UsageError(f"{path}: `max_days` = {said!r} under [late]: write a whole number of days from 0")
    return said
