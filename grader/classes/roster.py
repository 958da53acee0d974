"""Who is in the class, from the CSV that a platform exports, and whose an attempt is. What is ambiguous is never guessed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..course.people import columns, id_key, name_keys, person
from ..course.students import Student
from ..submissions.downloads.layouts import Attempt
from ..values import csv_text
from ..values.errors import UsageError
from ..values.text import MAX_NAME, visible

_LARGEST = 32 << 20  # bytes


@dataclasses.dataclass(frozen=True)
class Roster:
    """The students of a class in the order of the file; `aliases` are all ids that the file gives someone."""

    students: tuple[Student, ...]
    aliases: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)  # by Student.id
    sections: Mapping[str, str] = dataclasses.field(default_factory=dict)  # by Student.id

    def match(self, attempts: Iterable[Attempt]) -> Match:
        """Whose each attempt is: by id, then e-mail address, then its part before the @, then name."""
        indices = self._indices()
        mine: dict[Attempt, Student] = {}
        weakly: dict[Student, list[Attempt]] = {}
        unmatched, ambiguous = [], []
        for attempt in attempts:
            candidates, weak = _candidates(attempt, indices)
            if len(candidates) > 1:
                ambiguous.append((attempt, candidates))
            elif not candidates:
                unmatched.append(attempt)
            else:
                mine[attempt] = candidates[0]
                if weak:
                    weakly.setdefault(candidates[0], []).append(attempt)
        for student, doubtful in weakly.items():
            if len({attempt.student for attempt, whose in mine.items() if whose == student}) > 1:
                ambiguous += [(attempt, (student,)) for attempt in doubtful]  # of two, one is someone else
                mine = {attempt: whose for attempt, whose in mine.items() if attempt not in doubtful}
        seen = {*mine.values(), *(student for _, candidates in ambiguous for student in candidates)}
        missing = tuple(student for student in self.students if student not in seen)
        return Match(mine, tuple(unmatched), tuple(ambiguous), missing)

    def _indices(self) -> tuple[_Index, ...]:
        ids, emails, locals_, names = _Index(), _Index(), _Index(), _Index()
        for student in self.students:
            ids.add(student, map(id_key, (student.id, *self.aliases.get(student.id, ()))))
            emails.add(student, [id_key(student.email)])
            locals_.add(student, [id_key(student.email.partition("@")[0])])
            names.add(student, name_keys(student.name))
        return ids, emails, locals_, names


@dataclasses.dataclass(frozen=True)
class Match:
    """Whose each attempt is, and what remains: students in an ambiguous attempt's candidates are not `missing`."""

    students: Mapping[Attempt, Student]
    unmatched: tuple[Attempt, ...]
    ambiguous: tuple[tuple[Attempt, tuple[Student, ...]], ...]
    missing: tuple[Student, ...]


class _Index(dict[str, tuple[Student, ...]]):
    """Students by a key; those that share one stand there together."""

    def add(self, student: Student, keys: Iterable[str]) -> None:
        for key in keys:
            if key and student not in self.get(key, ()):
                self[key] = (*self.get(key, ()), student)


def _candidates(attempt: Attempt, indices: Sequence[_Index]) -> tuple[tuple[Student, ...], bool]:
    """Who it may be, and whether only a name says so, which people can change, or an address without its domain."""
    ids, emails, locals_, names = indices
    student, email = id_key(attempt.student), id_key(attempt.email)
    for index, key in ((ids, student), (emails, email), (emails, student), (ids, email.partition("@")[0])):
        if key in index:
            return index[key], False
    for key in (email.partition("@")[0], student.partition("@")[0]):
        if key in locals_:
            return locals_[key], True
    for name in (attempt.name, attempt.student):
        found = tuple(dict.fromkeys(whose for key in name_keys(name) for whose in names.get(key, ())))
        if found:
            return found, True
    return (), False


def read(path: Path) -> Roster:
    """The class in a CSV file with a line of headers; raises UsageError that says what is wrong with it."""
    table = csv_text.read(_content(path), str(path))
    header = table.header
    known = columns(header)
    if not known:
        headers = ", ".join(repr(visible(heading, 40)) for heading in header[:8])
        raise UsageError(f"{path} has no column `id`, `email` or `name` in its first line (it holds {headers})")
    return _of(path, known, table)


def _of(path: Path, known: Sequence[str], table: csv_text.Table) -> Roster:
    students: dict[str, Student] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    sections: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(table.rows[table.first :], start=table.first + 1):
        said = person(known, [visible(cell.value, MAX_NAME) for cell in row])
        if not said.shown:
            continue
        name, email = (next(iter(those), "") for those in (said.names, said.emails))
        student = Student(next(iter((*said.ids, email, name))) or name, name, email)
        if student.id in students:
            raise UsageError(f"{path}: lines {lines[student.id]} and {line} hold {student.id} twice: keep one")
        students[student.id], lines[student.id], aliases[student.id] = student, line, said.ids
        if said.section:
            sections[student.id] = said.section
    if not students:
        raise UsageError(f"{path} holds no students below its first line")
    return Roster(tuple(students.values()), aliases, sections)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST >> 20} MB: is it the list of students?")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"the roster {path} cannot be read: {error.strerror or error}") from None
