"""Which row of a platform's file is which student's: by id, then e-mail, then name; never by guessing."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from ..errors import UsageError
from ..gradebook import Entry, Student
from ..text import MAX_NAME, visible

_IDS = (
    "id", "identifier", "id number", "sis user id", "sis login id", "student id", "user id", "userid", "useridnumber",
    "username", "sid", "login",
)  # fmt: skip
_EMAILS = ("email", "e-mail", "email address", "useremail", "sis login id")
_NAMES = ("student", "name", "full name", "student name")
_FIRST, _LAST = ("first name", "firstname"), ("last name", "lastname", "surname")

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
    columns = [name.casefold() for name in header]
    if not {*columns} & {*_IDS, *_EMAILS, *_NAMES, *_FIRST}:
        raise UsageError(
            f"no column of the platform's file says who a row is about: it needs one of {', '.join((*_IDS, *_EMAILS, *_NAMES))}"
        )
    keys = [_keys_of_row(columns, row) for row in rows]
    found = [_row_of(entry.student, keys) for entry in entries]
    counts = Counter(row for row in found if not isinstance(row, str))
    unique = tuple(row if isinstance(row, str) or counts[row] == 1 else SAME_ROW for row in found)
    shown = {number: _shown(columns, row) for number, row in enumerate(rows)}
    return Matched(unique, {number: name for number, name in shown.items() if name and name != "Points Possible"})


def _shown(columns: Sequence[str], row: Sequence[str]) -> str:
    """How to call whom a row is about: by name if there is one."""
    for known in (_NAMES, (*_FIRST, *_LAST), _EMAILS, _IDS):
        said = [value for name, value in zip(columns, row, strict=False) if value and name in known]
        if said:
            return visible(" ".join(said), MAX_NAME)
    return ""


def _row_of(student: Student, keys: Sequence[Sequence[Sequence[str]]]) -> int | str:
    for kind, wanted in enumerate((_id(student.id), _plain(student.email), _name(student.name))):
        fitting = [number for number, row in enumerate(keys) if wanted and wanted in row[kind]]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return SEVERAL_ROWS
    return NO_ROW


def _keys_of_row(columns: Sequence[str], row: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Ids, e-mail addresses and names in a row, each as it is compared."""
    cells = [(name, value) for name, value in zip(columns, row, strict=False) if value]
    first = " ".join(value for name, value in cells if name in _FIRST)
    last = " ".join(value for name, value in cells if name in _LAST)
    names = [value for name, value in cells if name in _NAMES] + ([f"{first} {last}"] if first or last else [])
    ids = [_id(value) for name, value in cells if name in _IDS]
    return ids, [_plain(value) for name, value in cells if name in _EMAILS], [_name(value) for value in names]


def _id(text: str) -> str:
    """Moodle calls a participant "Participant 1234", in every language with the number last."""
    numbered = re.fullmatch(r"[^\d@]*[^\W\d_] +(\d+)", text.strip())
    return numbered[1] if numbered else _plain(text)


def _name(text: str) -> str:
    """In one order: "Last, First" is "first last"."""
    last, comma, first = text.partition(",")
    return _plain(f"{first} {last}" if comma else text)


def _plain(text: str) -> str:
    """Without case, extra white space, or the apostrophe that keeps a spreadsheet from computing."""
    text = unicodedata.normalize("NFKC", text).strip()
    return " ".join((text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text).casefold().split())
