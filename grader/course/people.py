"""Read the person that a row of a platform's CSV file describes, and normalise ids, addresses and names for comparison.

This module does not decide which student a person is.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# Headings, folded. If a file has several headings of a kind, all of them are compared, and the first in this list gives the
# value that is shown.
_IDS = (
    "id studentid sid sisuserid userid studentnumber idnumber useridnumber matriculationnumber matrikelnummer identifier "
    "sisloginid loginid login username user netid githubusername github"
).split()
_EMAILS = "email emailaddress mail emailadresse useremail".split()
_NAMES = "name student fullname studentname displayname vollstandigername".split()
_FIRST = "firstname givenname forename vorname".split()
_LAST = "lastname surname familyname nachname".split()
_SECTIONS = "section sections group groups".split()
_NOBODY = ("pointspossible", "studenttest")  # the names in rows that Canvas adds itself
# Moodle's worksheet calls a participant "Participant 1234". The number comes last in every language. Elsewhere Moodle
# writes 1234.
_PARTICIPANT = re.compile(r"[^\d@]+\s(\d+)")
_WITHOUT_MARK = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@dataclasses.dataclass(frozen=True)
class Person:
    """The ids, addresses, names and section in a row. The most reliable entry of each kind comes first."""

    ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    section: str = ""

    @property
    def shown(self) -> str:
        """The name to show: a name, else an e-mail address, else an id. It is "" if the row describes nobody."""
        return next(iter((*self.names, *self.emails, *self.ids)), "")


def columns(header: Iterable[str]) -> list[str]:
    """Return the headings in the form that `person` needs. The list is empty if no heading identifies a person."""
    folded = [fold(heading) for heading in header]
    return folded if {*folded} & {*_IDS, *_EMAILS, *_NAMES, *_FIRST, *_LAST} else []


def person(headings: Sequence[str], row: Sequence[str]) -> Person:
    """Read the person in a row. `headings` comes from `columns`.

    If two columns have the same heading, the first cell that is not empty counts.
    """
    record: dict[str, str] = {}
    for heading, cell in zip(headings, row, strict=False):
        if cell.strip():
            record.setdefault(heading, cell.strip())
    first_and_last = " ".join(values[0] for values in (_values(record, _FIRST), _values(record, _LAST)) if values)
    names = (*_values(record, _NAMES), *([first_and_last] if first_and_last else []))
    if names and fold(names[0]) in _NOBODY:
        return Person()
    ids = [id_ for heading in _IDS if heading in record for id_ in _ids_in_cell(heading, record[heading])]
    section = next(iter(_values(record, _SECTIONS)), "")
    return Person(tuple(dict.fromkeys(ids)), _values(record, _EMAILS), names, section)


def _values(record: Mapping[str, str], headings: Iterable[str]) -> tuple[str, ...]:
    return tuple(record[heading] for heading in headings if heading in record)


def _ids_in_cell(heading: str, cell: str) -> tuple[str, ...]:
    participant = _PARTICIPANT.fullmatch(cell) if heading == "identifier" else None
    return (participant[1], cell) if participant else (cell,)


def fold(text: str) -> str:
    """Return the letters and digits of a text without case and accents.

    Marks that are not accents stay, because in many scripts they are the vowels.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_MARK))
    return "".join(c for c in decomposed if c.isalnum() or _is_vowel(c))


def _is_vowel(character: str) -> bool:
    """Return True for a mark that is not placed above or below a letter, as an accent is."""
    return unicodedata.category(character) in ("Mn", "Mc") and unicodedata.combining(character) < 200


def id_key(id_or_address: str) -> str:
    """Normalise an id or an e-mail address for comparison.

    Case and surplus spaces are dropped. Leading zeros of numbers are dropped, because spreadsheets drop them. An apostrophe
    that keeps a spreadsheet from evaluating the cell is dropped too.
    """
    text = " ".join(unicodedata.normalize("NFKC", id_or_address).casefold().split())
    text = text[1:] if re.match("'[-=+@]", text) else text
    return text.lstrip("0") or text if text.isdigit() else text


def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name: its folded parts as one word, starting at each part in turn.

    So "Last, First" and "First Last" have a key in common. The key has no spaces, because Canvas writes names without them.
    """
    words = [folded for word in name.replace(",", " ").split() if (folded := fold(word))]
    return tuple("".join(words[start:] + words[:start]) for start in range(min(len(words), 8)))
