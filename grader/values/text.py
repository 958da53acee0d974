"""Strings from outside made safe to show: no control characters, no bidirectional tricks, bounded."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

MAX_NAME = 300  # characters; longer texts are shown in lines of their own
MAX_OUTPUT = 10_000  # characters of a student's output that a result keeps
# Control, format, surrogate, private, unassigned; and line ends that only some readers take for one.
_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def visible(text: str, limit: int = MAX_OUTPUT) -> str:
    """`text` with control, format and surrogate characters escaped; tabs and line ends stay. Longer text loses its middle."""
    text = text.replace("\r\n", "\n")
    if len(text) > limit:
        left_out = len(text) - limit
        gap = f"\n… {left_out} characters left out …\n" if limit > MAX_NAME else "…"  # a name stays on its line
        text = f"{text[: limit // 2]}{gap}{text[len(text) - limit // 2 :]}"
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in _HIDDEN else _escape(c) for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def points(value: float, digits: int = 2) -> str:
    """A score as people read it: 2.0 as "2", 7 / 3 as "2.33"; never with an exponent."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def plural(count: int, noun: str) -> str:
    """ "1 check", "3 checks"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: what may have been meant, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.3)
    return f". Did you mean {near[0]}?" if near else ""


def filled(template: str, **values: str) -> str:
    """A template with each @NAME@ in it replaced by that value; a name without a value is a KeyError, and the reverse."""
    names = set(re.findall(r"@([A-Z]+)@", template))
    if unused := values.keys() - names:
        raise KeyError(f"the template has no {', '.join(sorted(unused))}")
    return re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], template)
