"""Read the roster of a class from a platform's CSV file, and match attempts to students by id, e-mail or name.

An ambiguous match is reported and never guessed.
"""

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
    """The students of a class in the order of the file. `aliases` are all ids that the file gives a student."""

    students: tuple[Student, ...]
    aliases: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)  # by Student.id
    sections: Mapping[str, str] = dataclasses.field(default_factory=dict)  # by Student.id

    def match(self, attempts: Iterable[Attempt]) -> Match:
        """Match each attempt to a student: by id, then by e-mail address, then by the part before the @, then by name."""
        indices = self._indices()
        students: dict[Attempt, Student] = {}
        certain: set[Attempt] = set()
        unmatched, ambiguous = [], []
        for attempt in attempts:
            candidates, weak = _candidates(attempt, indices)
            if len(candidates) > 1:
                ambiguous.append((attempt, candidates))
            elif not candidates:
                unmatched.append(attempt)
            else:
                students[attempt] = candidates[0]
                certain.update([attempt] if not weak and self._spells(attempt, candidates[0]) else [])
        spellings: dict[Student, set[str]] = {}
        for attempt, student in students.items():
            spellings.setdefault(student, set()).add(attempt.student)
        for attempt, student in list(students.items()):
            if len(spellings[student]) > 1 and attempt not in certain:
                # The platform distinguishes two students here, so this attempt may belong to another student.
                ambiguous.append((attempt, (student,)))
                del students[attempt]
        seen = {*students.values(), *(student for _, candidates in ambiguous for student in candidates)}
        missing = tuple(student for student in self.students if student not in seen)
        return Match(students, tuple(unmatched), tuple(ambiguous), missing)

    def _spells(self, attempt: Attempt, student: Student) -> bool:
        """Whether the attempt names the student as the roster does. Only the case of e-mail addresses may differ."""
        email = student.email.casefold()
        ids = (student.id, *self.aliases.get(student.id, ()))
        return attempt.student in ids or (
            email != "" and email in (attempt.student.casefold(), attempt.email.casefold())
        )

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
    """The student of each matched attempt, and the attempts and students that are left over."""

    students: Mapping[Attempt, Student]
    unmatched: tuple[Attempt, ...]
    ambiguous: tuple[tuple[Attempt, tuple[Student, ...]], ...]  # each attempt with its candidates
    missing: tuple[Student, ...]  # students without an attempt who are not candidates either


class _Index(dict[str, tuple[Student, ...]]):
    """Students by a key. Several students may share a key."""

    def add(self, student: Student, keys: Iterable[str]) -> None:
        for key in keys:
            if key and student not in self.get(key, ()):
                self[key] = (*self.get(key, ()), student)


def _candidates(attempt: Attempt, indices: Sequence[_Index]) -> tuple[tuple[Student, ...], bool]:
    """Return the students to whom an attempt may belong, and True if the match is weak.

    A match by name is weak, because people can change their names. A match by an address without its domain is weak too.
    """
    ids, emails, locals_, names = indices
    student, email = id_key(attempt.student), id_key(attempt.email)
    for index, key in ((ids, student), (emails, email), (emails, student), (ids, email.partition("@")[0])):
        if key in index:
            return index[key], False
    for key in (email.partition("@")[0], student.partition("@")[0]):
        if key in locals_:
            return locals_[key], True
    for name in (attempt.name, attempt.student):
        candidates = tuple(dict.fromkeys(student for key in name_keys(name) for student in names.get(key, ())))
        if candidates:
            return candidates, True
    return (), False


def read(path: Path) -> Roster:
    """Read the class from a CSV file with a line of headings. Raises UsageError if the file is wrong."""
    table = csv_text.read(_content(path), str(path))
    headings = columns(table.header)
    if not headings:
        first = ", ".join(repr(visible(heading, 40)) for heading in table.header[:8])
        raise UsageError(f"{path} has no column `id`, `email` or `name` in its first line: the columns are {first}")
    return _roster(path, headings, table)


def _roster(path: Path, headings: Sequence[str], table: csv_text.Table) -> Roster:
    students: dict[str, Student] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    sections: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(table.rows[table.first :], start=table.first + 1):
        someone = person(headings, [visible(cell.value, MAX_NAME) for cell in row])
        if not someone.shown:
            continue
        name, email = (next(iter(values), "") for values in (someone.names, someone.emails))
        student = Student(next(iter((*someone.ids, email, name))) or name, name, email)
        if student.id in students:
            raise UsageError(
                f"{path}: lines {lines[student.id]} and {line} have the same id {student.id}: keep one of the lines"
            )
        students[student.id], lines[student.id], aliases[student.id] = student, line, someone.ids
        if someone.section:
            sections[student.id] = someone.section
    if not students:
        raise UsageError(f"{path} has no students below its first line: export the roster again")
    return Roster(tuple(students.values()), aliases, sections)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST >> 20} MB: is it the list of students?")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"the roster {path} cannot be read: {error.strerror or error}") from None
