"""Match the rows of a platform's file to students by id, e-mail or name. An ambiguous match is never guessed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from ...course import people
from ...course.people import Person, id_key, name_keys
from ...course.students import Entry, Student
from ...values.errors import UsageError
from ...values.text import MAX_NAME, visible

NO_ROW = "no row of the platform's file is theirs"
SEVERAL_ROWS = "several rows of the platform's file could be theirs"
SAME_ROW = "somebody else fits the same row of the platform's file"


@dataclasses.dataclass(frozen=True)
class Left:
    """The reason why a file gets no score for an entry. It stands in the place of a row's number or of a score."""

    reason: str


@dataclasses.dataclass(frozen=True)
class Matched:
    """The number of the row of each entry, or why the entry has no row; and the name of the person in each row."""

    rows: tuple[int | Left, ...]
    names: Mapping[int, str]


def match(header: Sequence[str], rows: Sequence[Sequence[str]], entries: Sequence[Entry]) -> Matched:
    """Find the row of each entry. Raises UsageError if no heading is known as that of an id, an address or a name."""
    columns = people.columns(header)
    if not columns:
        raise UsageError(
            "no column of the platform's file says who a row is about: it needs one like id, username, email or name"
        )
    persons = [people.person(columns, row) for row in rows]
    keys = [_keys(person) for person in persons]
    candidates = [_find_row(entry.student, keys) for entry in entries]
    counts = Counter(row for row in candidates if not isinstance(row, Left))
    unique = tuple(row if isinstance(row, Left) or counts[row] == 1 else Left(SAME_ROW) for row in candidates)
    names = {number: visible(person.shown, MAX_NAME) for number, person in enumerate(persons) if person.shown}
    return Matched(unique, names)


def _keys(person: Person) -> tuple[set[str], ...]:
    """The ids, e-mail addresses and names of a row, normalised. Many Canvas logins are e-mail addresses."""
    addresses = [*person.emails, *(id_ for id_ in person.ids if "@" in id_)]
    names = {key for name in person.names for key in name_keys(name)}
    return {*map(id_key, person.ids)}, {*map(id_key, addresses)}, names


def _find_row(student: Student, keys: Sequence[Sequence[set[str]]]) -> int | Left:
    student_keys = {id_key(student.id)}, {id_key(student.email)}, {*name_keys(student.name)}
    for kind, wanted in enumerate(student_keys):
        candidates = [number for number, row in enumerate(keys) if (wanted - {""}) & row[kind]]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return Left(SEVERAL_ROWS)
    return Left(NO_ROW)
