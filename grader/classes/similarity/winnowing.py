"""Compute fingerprints of a Python text that ignore names, literals, comments and layout. The text is never parsed.

One regular expression cuts the text into tokens. It takes linear time and accepts every text. The tokenizer of the standard
library stops at the first error, cuts f-strings differently in different versions, and takes several times as long.

Every run of WIDTH tokens has a hash. Of every WINDOW consecutive hashes the smallest is kept (winnowing: Schleimer,
Wilkerson, Aiken, SIGMOD 2003). So two texts that share WIDTH + WINDOW - 1 consecutive tokens share a fingerprint, wherever
the tokens stand.
"""

from __future__ import annotations

import builtins
import dataclasses
import functools
import keyword
import re
import zlib

import numpy as np

from ...worker.wire import Array

WIDTH = 12  # tokens: a line or two
WINDOW = 6
MAX_TEXT = 200_000  # characters; the rest of a file is ignored. No exercise has a tenth of that


# No character is matched twice: the expression does not backtrack into a token, whatever the text is. A string that is not
# closed ends with its line, or with the text.
TOKEN = re.compile(
    r"""
    (?:[\s\\]++|\#[^\n]*+)*+
    (?: (?P<string>[A-Za-z]{0,2}(?:\"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)
                                 |"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?))
      | (?P<number>\.?\d[\w.]*+)
      | (?P<name>\w++)
      | (?P<sign>[-+*/%@&|^<>=!:]=|\*\*|//|->|.)
      | (?P<end>\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_LEFT_OUT = ("(", ")")  # reformatting adds and removes parentheses
_NAME, _NUMBER = 1, 2
_KEPT = {*keyword.kwlist, *dir(builtins)} - {"_"}


@dataclasses.dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of a text in their order, and the number of the token with which each begins."""

    hashes: Array  # (N,) uint64
    tokens: Array  # (N,) int

    def without(self, known: Array) -> Fingerprints:
        """Return the fingerprints that are not among the sorted hashes `known`."""
        own = ~among(self.hashes, known)
        return Fingerprints(self.hashes[own], self.tokens[own])


def among(hashes: Array, known: Array) -> Array:
    """Return a mask: True for each hash that is in the sorted array `known`.

    For few hashes in a large `known` this is much quicker than numpy.isin.
    """
    if not len(known):
        return np.zeros(len(hashes), bool)
    mask: Array = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    return mask


def hashes(text: str) -> Array:
    """Return the hash of every run of WIDTH tokens, as uint64."""
    tokens = np.array(_numbers(text), np.uint64)
    count = max(0, len(tokens) - WIDTH + 1)
    mixed = np.zeros(count, np.uint64)
    for start in range(WIDTH):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + tokens[start : start + count]
    mixed ^= mixed >> np.uint64(29)  # mix the bits: no particular tokens should give the smallest hashes
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


def fingerprints(text: str) -> Fingerprints:
    """Return the hashes that winnowing keeps."""
    all_hashes = hashes(text)
    if not len(all_hashes):
        return Fingerprints(all_hashes, np.empty(0, int))
    windows = np.lib.stride_tricks.sliding_window_view(all_hashes, min(WINDOW, len(all_hashes)))
    kept = np.unique(np.arange(len(windows)) + windows.argmin(axis=1))
    return Fingerprints(all_hashes[kept], kept)


def lines(text: str) -> list[int]:
    """Return the line of each token that is hashed. Strings and parentheses are not hashed."""
    text, line, last = text[:MAX_TEXT], 1, 0
    line_numbers: list[int] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "end"
        if kind not in ("string", "end") and match[kind] not in _LEFT_OUT:
            start = match.start(kind)
            line, last = line + text.count("\n", last, start), start
            line_numbers.append(line)
    return line_numbers


def _numbers(text: str) -> list[int]:
    """Return the tokens of a text as numbers. The text need not be valid Python.

    All names get the same number, except keywords, built-ins and attributes of objects other than `self`. All numeric
    literals get the same number too. Strings are left out, so docstrings make no difference. Parentheses are left out too.
    """
    numbers: list[int] = []
    before = owner = ""
    for _, number, name, sign, _ in TOKEN.findall(text[:MAX_TEXT]):
        if name:
            kept = name in _KEPT or (before == "." and owner != "self")
            numbers.append(_number(name[:40]) if kept else _NAME)
            owner, before = before, name
        elif (token := number or sign) and token not in _LEFT_OUT:
            numbers.append(_NUMBER if number else _number(token))
            owner, before = before, token
    return numbers


@functools.lru_cache(maxsize=1 << 16)
def _number(token: str) -> int:
    return zlib.crc32(token.encode("utf-8", "replace"))
