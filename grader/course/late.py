"""Choose which attempt of a student counts, and reduce the score of late attempts: `attempts` and [late] in course.toml.

attempts = "on_time"                          the last before the deadline, else the first after it; or "last", "best"

[late]
deadline = "2026-11-02T23:59+01:00"           without a zone: the time zone of this machine; a day alone: the end of the day
grace_minutes = 10                            no deduction within these minutes; later, days count from the deadline
per_day = 0.1                                 the fraction of the score that each day, once begun, takes
max_days = 5                                  after more days the score is 0

[late.deadlines]
batch_norm = "2026-11-09T23:59+01:00"         the deadline of one topic

[late.extensions]
"12345" = "2026-11-05T23:59+01:00"            the deadline of one student in all topics, by id or e-mail address
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
    """An attempt with its time and its number. `when` is None if the time is not known. `number` counts per student."""

    @property
    def when(self) -> datetime.datetime | None: ...
    @property
    def number(self) -> int: ...


Attempt = TypeVar("Attempt", bound=Timed)


@dataclasses.dataclass(frozen=True)
class LateRules:
    """The rules of a course about attempts and deadlines. By default the last attempt counts and nothing is late."""

    attempts: str = "last"  # one of ATTEMPTS
    deadline: datetime.datetime | None = None
    deadlines: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)  # by topic
    extensions: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)  # by id or address
    grace: datetime.timedelta = datetime.timedelta()
    per_day: float = 0.0  # the fraction of the score that each day takes
    max_days: int | None = None
    path: Path = Path("course.toml")

    @classmethod
    def read(cls, table: object, attempts: object = "last", path: Path = Path("course.toml")) -> LateRules:
        """Read the rules from the table [late] of the course file `path`.

        Raises UsageError with the entry that is wrong and a correction.
        """
        if attempts not in ATTEMPTS:
            raise UsageError(
                f'{path}: `attempts` must be "last", "best" or "on_time"{nearest(str(attempts), ATTEMPTS)}'
            )
        if not isinstance(table, Mapping):
            raise UsageError(f"{path}: `late` must be a table: write [late] above its entries")
        if unknown := sorted(table.keys() - set(_KEYS)):
            entries = ", ".join(f"`{key}`" for key in _KEYS)
            raise UsageError(
                f"{path}: [late] has no entry {unknown[0]!r}{nearest(unknown[0], _KEYS)}. The entries are {entries}"
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
            entry = '`attempts = "on_time"`' if attempts == "on_time" else "[late]"
            raise UsageError(
                f'{path}: {entry} needs a deadline: write deadline = "2026-11-02T23:59+01:00" under [late]'
            )
        return rules

    def refuse_unknown(self, topics: Collection[str]) -> None:
        """Raise UsageError if a deadline is for a topic that the course does not have."""
        for name in self.deadlines:
            if name not in topics:
                raise UsageError(f"{self.path}: [late.deadlines]: there is no topic {name!r}{nearest(name, topics)}")

    def refuse_strangers(self, students: Collection[Student]) -> None:
        """Raise UsageError if an extension is for a student who is not on the roster `students`."""
        ids = [key for student in students for key in (student.id, student.email) if key]
        for name in self.extensions:
            if name not in ids:
                raise UsageError(
                    f"{self.path}: [late.extensions]: no student on the roster has the id or e-mail address "
                    f"{name!r}{nearest(name, ids)}"
                )

    def deadline_of(self, student: Student, topic: str) -> datetime.datetime | None:
        """Return this student's deadline for a topic. An extension never makes the deadline earlier."""
        due = self.deadlines.get(topic, self.deadline)
        extension = self.extensions.get(student.id) or self.extensions.get(student.email)
        return max(due, extension) if due and extension else due

    def late_days(self, student: Student, topic: str, when: datetime.datetime | None) -> int:
        """Return the number of days begun since the deadline.

        It is 0 within the grace time, without a deadline, and if the time is not known.
        """
        due = self.deadline_of(student, topic)
        if not due or not when or when - due <= self.grace:
            return 0
        return -((due - when) // _DAY)  # rounded up

    def factor(self, days: int) -> float:
        """Return the fraction of the score that is left after `days` late days."""
        if self.max_days is not None and days > self.max_days:
            return 0.0
        return max(0.0, round(1 - self.per_day * days, 10))

    def applied(self, entry: Entry) -> Entry:
        """Apply lateness to `entry`.

        If topics have different deadlines, `late_days` is the largest, and `factor` is chosen so that `factor` times the
        total equals the sum of the late scores.
        """
        days = [self.late_days(entry.student, report.topic, entry.handed_in) for report in entry.reports]
        if not any(days):
            return dataclasses.replace(entry, late_days=0, factor=1.0)
        total = sum(report.score for report in entry.reports)
        late_total = sum(report.score * self.factor(late) for report, late in zip(entry.reports, days, strict=True))
        factor = late_total / total if total and len(set(days)) > 1 else min(map(self.factor, days))
        return dataclasses.replace(entry, late_days=max(days), factor=factor)

    def to_grade(self, student: Student, attempts: Iterable[Attempt], topics: Collection[str]) -> tuple[Attempt, ...]:
        """Return the attempts of a student that must be graded: the attempt that counts, or all if the best one counts.

        Attempts with an unknown time come first and are on time. With several topics, an attempt is on time if it comes
        before the latest of their deadlines. An empty `topics` means all topics, as in course.toml.
        """
        ordered = sorted(attempts, key=lambda attempt: (attempt.when or NEVER, attempt.number))
        if self.attempts == "best" or len(ordered) < 2:
            return tuple(ordered)
        if self.attempts == "last":
            return (ordered[-1],)
        graded = tuple(topics) or ("", *self.deadlines)
        on_time = [
            attempt for attempt in ordered if any(not self.late_days(student, topic, attempt.when) for topic in graded)
        ]
        return (on_time[-1] if on_time else ordered[0],)


NEVER_LATE = LateRules()


def best(entries: Sequence[Entry]) -> Entry:
    """Return the entry with the highest score after lateness. If several are equal, the first one is returned."""
    return max(entries, key=lambda entry: entry.score)


def _times(path: Path, key: str, table: Mapping[str, object]) -> dict[str, datetime.datetime]:
    times = table.get(key, {})
    if not isinstance(times, Mapping):
        raise UsageError(f"{path}: `{key}` must be a table: write [late.{key}] above its entries")
    return {name: _time(path, f"{key}: {name}", time) for name, time in times.items()}


def _time(path: Path, key: str, value: object) -> datetime.datetime:
    """Return a time with its zone, from a string or from a date or time of TOML. A day alone means the end of the day."""
    try:
        if isinstance(value, str):
            day = len(value.strip()) <= len("2026-11-02")
            value = (datetime.date if day else datetime.datetime).fromisoformat(value.strip())
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            value = datetime.datetime.combine(value, datetime.time.max)
        if isinstance(value, datetime.datetime):
            return value if value.tzinfo else value.astimezone()
    except (ValueError, OverflowError, OSError):
        pass
    raise UsageError(f'{path}: {key} = {value!r} under [late] is not a time: write "2026-11-02T23:59+01:00"')


def _number(path: Path, table: Mapping[str, object], key: str, least: float, most: float) -> float:
    value = table.get(key, 0)
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        hint = f". For {value:g} per cent write {value / 100:g}" if key == "per_day" and _is_percentage(value) else ""
        raise UsageError(f"{path}: `{key}` = {value!r} under [late]: write a number from {least} to {most}{hint}")
    return value


def _is_percentage(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and 1 < value <= 100


def _days(path: Path, table: Mapping[str, object]) -> int | None:
    days = table.get("max_days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 0):
        raise UsageError(f"{path}: `max_days` = {days!r} under [late]: write a whole number of days from 0")
    return days
