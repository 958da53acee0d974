"""Which row of a platform's file is which student's: by id, then e-mail, then name; never by guessing."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from ...course.people import Person, columns, id_key, name_keys, person
from ...course.students import Entry, Student
from ...values.errors import UsageError
from ...values.text import MAX_NAME, visible

NO_ROW = "no row of the platform's file is theirs"
SEVERAL_ROWS = "several rows of the platform's file could be theirs"
SAME_ROW = "somebody else fits the same row of the platform's file"


@dataclasses.dataclass(frozen=True)
class Matched:
    """For each entry the number of its row, or why it has none; and who stands in each row."""

    rows: tuple[int | str, ...]
    names: Mapping[int, str]


def match(header: Sequence[str], rows: Sequence[Sequence[str]], entries: Sequence[Entry]) -> Matched:
    """Find everybody's row. Raises UsageError where no heading is known to say who a row is about."""
    known = columns(header)
    if not known:
        raise UsageError(
            "no column of the platform's file says who a row is about: it needs one like id, username, email or name"
        )
    people = [person(known, row) for row in rows]
    keys = [_keys(one) for one in people]
    found = [_row_of(entry.student, keys) for entry in entries]
    counts = Counter(row for row in found if not isinstance(row, str))
    unique = tuple(row if isinstance(row, str) or counts[row] == 1 else SAME_ROW for row in found)
    return Matched(unique, {row: visible(one.shown, MAX_NAME) for row, one in enumerate(people) if one.shown})


def _keys(one: Person) -> tuple[set[str], ...]:
    """Ids, e-mail addresses and names in a row, each as it is compared; Canvas's logins are addresses in many places."""
    addresses = [*one.emails, *(id for id in one.ids if "@" in id)]
    return {*map(id_key, one.ids)}, {*map(id_key, addresses)}, {each for name in one.names for each in name_keys(name)}


def _row_of(student: Student, keys: Sequence[Sequence[set[str]]]) -> int | str:
    for kind, wanted in enumerate(({id_key(student.id)}, {id_key(student.email)}, {*name_keys(student.name)})):
        fitting = [number for number, row in enumerate(keys) if (wanted - {""}) & row[kind]]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return SEVERAL_ROWS
    return NO_ROW
