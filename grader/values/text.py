"""Make strings from outside safe to show: escape control and bidirectional characters, and limit the length."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

MAX_NAME = 300  # characters; a longer text is shown on separate lines
MAX_OUTPUT = 10_000  # characters of a student's output that a result keeps
# Control, format, surrogate, private-use and unassigned characters, and the line ends that only some programs recognise.
_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def visible(text: str, limit: int = MAX_OUTPUT) -> str:
    """Return `text` with the characters of _HIDDEN escaped. Tabs and line ends stay.

    The middle of a text with more than `limit` characters is left out.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > limit:
        left_out = len(text) - limit
        gap = f"\n… {left_out} characters left out …\n" if limit > MAX_NAME else "…"  # a name stays on one line
        text = f"{text[: limit // 2]}{gap}{text[len(text) - limit // 2 :]}"
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in _HIDDEN else _escape(c) for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def points(value: float, digits: int = 2) -> str:
    """Format a score for people: 2.0 as "2", 7 / 3 as "2.33". The text never has an exponent."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """Return the count with its noun: "1 check", "3 checks"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(names: Sequence[str]) -> str:
    """Return names in one phrase: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the most similar known name, or "" if none is similar."""
    match = most_similar(name, known, 0.3)
    return f". Did you mean {match}?" if match else ""


def most_similar(name: str, known: Iterable[str], cutoff: float) -> str:
    """The known name that is most similar to `name`, or "" if the similarity of none reaches `cutoff`, from 0 to 1."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)), "")


def filled(template: str, **values: str) -> str:
    """Return the template with each @NAME@ replaced by the value of that name.

    Raises KeyError for a name without a value, and for a value whose name the template does not contain.
    """
    names = set(re.findall(r"@([A-Z]+)@", template))
    if unused := values.keys() - names:
        raise KeyError(f"the template has no {', '.join(sorted(unused))}")
    return re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], template)
