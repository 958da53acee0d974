"""Who a row of a platform's CSV file is about, and how ids, addresses and names are compared. Decides about nobody."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# Headings, folded; where a file has several of a kind, the first one here is what someone is called by, and all are compared.
_IDS = (
    "id studentid sid sisuserid userid studentnumber idnumber useridnumber matriculationnumber matrikelnummer identifier "
    "sisloginid loginid login username user netid githubusername github"
).split()
_EMAILS = "email emailaddress mail emailadresse useremail".split()
_NAMES = "name student fullname studentname displayname vollstandigername".split()
_FIRST = "firstname givenname forename vorname".split()
_LAST = "lastname surname familyname nachname".split()
_SECTIONS = "section sections group groups".split()
_NOBODY = ("pointspossible", "studenttest")  # rows of Canvas's own, by what stands for a name
# Moodle calls a participant "Participant 1234" in its worksheet, in every language with the number last, and 1234 elsewhere.
_PARTICIPANT = re.compile(r"[^\d@]+\s(\d+)")
_WITHOUT_MARK = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


@dataclasses.dataclass(frozen=True)
class Person:
    """What a row says of someone, the most telling of each kind first."""

    ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    section: str = ""

    @property
    def shown(self) -> str:
        """How to call them: by name if there is one; "" where the row is about nobody."""
        return next(iter((*self.names, *self.emails, *self.ids)), "")


def columns(header: Iterable[str]) -> list[str]:
    """The headings as `person` takes them; none where no heading says who a row is about."""
    folded = [fold(heading) for heading in header]
    return folded if {*folded} & {*_IDS, *_EMAILS, *_NAMES, *_FIRST, *_LAST} else []


def person(known: Sequence[str], row: Sequence[str]) -> Person:
    """Whom a row is about; of two columns with one heading the first that says something counts."""
    record: dict[str, str] = {}
    for column, cell in zip(known, row, strict=False):
        if cell.strip():
            record.setdefault(column, cell.strip())
    parts = " ".join(said[0] for said in (_said(record, _FIRST), _said(record, _LAST)) if said)
    names = (*_said(record, _NAMES), *([parts] if parts else []))
    if names and fold(names[0]) in _NOBODY:
        return Person()
    ids = [one for column in _IDS if column in record for one in _numbered(column, record[column])]
    section = next(iter(_said(record, _SECTIONS)), "")
    return Person(tuple(dict.fromkeys(ids)), _said(record, _EMAILS), names, section)


def _said(record: Mapping[str, str], columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(record[column] for column in columns if column in record)


def _numbered(column: str, said: str) -> tuple[str, ...]:
    number = _PARTICIPANT.fullmatch(said) if column == "identifier" else None
    return (number[1], said) if number else (said,)


def fold(text: str) -> str:
    """Letters and digits without case and accents. Marks that are no accents stay: in many scripts they are the vowels."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_MARK))
    return "".join(c for c in decomposed if c.isalnum() or _is_vowel(c))


def _is_vowel(character: str) -> bool:
    """Whether a mark is none above or below a letter, as accents are."""
    return unicodedata.category(character) in ("Mn", "Mc") and unicodedata.combining(character) < 200


def id_key(said: str) -> str:
    """An id or an address as it is compared: without case, and as it was before a spreadsheet had it, which takes leading
    zeros away, and which an apostrophe keeps from computing."""
    text = " ".join(unicodedata.normalize("NFKC", said).casefold().split())
    text = text[1:] if re.match("'[-=+@]", text) else text
    return text.lstrip("0") or text if text.isdigit() else text


def name_keys(name: str) -> tuple[str, ...]:
    """A name as one word, beginning at each of its parts in turn: "Last, First" and "First Last" have one in common, and
    Canvas writes no blanks."""
    words = [folded for word in name.replace(",", " ").split() if (folded := fold(word))]
    return tuple("".join(words[start:] + words[:start]) for start in range(min(len(words), 8)))
