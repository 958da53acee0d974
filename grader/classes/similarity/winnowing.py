"""The fingerprints of a Python text: what stays when names, literals, comments and layout are taken away. Nothing is parsed.

A text is cut into tokens by one expression that takes linear time and knows no errors. The standard library's tokenizer
stops at the first one, cuts f-strings in another way from version to version, and takes several times as long.

Of every run of WIDTH tokens a hash is taken, and of every WINDOW hashes in a row the smallest is kept (winnowing:
Schleimer, Wilkerson, Aiken, SIGMOD 2003): texts that share WIDTH + WINDOW - 1 tokens in a row share a fingerprint, wherever
those stand.
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
MAX_TEXT = 200_000  # characters of a file that are looked at: no exercise has a tenth of that


# What is taken stays taken: nothing is tried twice, whatever the text is. A string that is not closed ends with its line, or
# with the text.
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
_LEFT_OUT = ("(", ")")  # they come and go when code is reformatted
_NAME, _NUMBER = 1, 2
_KEPT = {*keyword.kwlist, *dir(builtins)} - {"_"}


@dataclasses.dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of a text in their order, and the token with which each begins."""

    hashes: Array  # uint64
    tokens: Array

    def without(self, known: Array) -> Fingerprints:
        """Those that are not among the hashes `known`, which are in order."""
        own = ~among(self.hashes, known)
        return Fingerprints(self.hashes[own], self.tokens[own])


def among(hashes: Array, known: Array) -> Array:
    """Which of the hashes stand in `known`, which are in order: much quicker than numpy.isin for few of them in many."""
    if not len(known):
        return np.zeros(len(hashes), bool)
    found: Array = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes
    return found


def hashes(text: str) -> Array:
    """The hash of every run of WIDTH tokens."""
    tokens = np.array(_numbers(text), np.uint64)
    count = max(0, len(tokens) - WIDTH + 1)
    mixed = np.zeros(count, np.uint64)
    for start in range(WIDTH):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + tokens[start : start + count]
    mixed ^= mixed >> np.uint64(29)  # so that the smallest are those of no particular tokens
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


def fingerprints(text: str) -> Fingerprints:
    """What winnowing keeps of the hashes."""
    every = hashes(text)
    if not len(every):
        return Fingerprints(every, np.empty(0, int))
    windows = np.lib.stride_tricks.sliding_window_view(every, min(WINDOW, len(every)))
    kept = np.unique(np.arange(len(windows)) + windows.argmin(axis=1))
    return Fingerprints(every[kept], kept)


def lines(text: str) -> list[int]:
    """The line in which each token stands that is counted."""
    text, line, last = text[:MAX_TEXT], 1, 0
    found: list[int] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "end"
        if kind not in ("string", "end") and match[kind] not in _LEFT_OUT:
            start = match.start(kind)
            line, last = line + text.count("\n", last, start), start
            found.append(line)
    return found


def _numbers(text: str) -> list[int]:
    """The tokens of a text as numbers; any text has some, right Python or not.

    Names are all alike but for keywords, built-ins and attributes of others than `self`, and so are numbers. Strings are
    left out, so that docstrings make no difference, and parentheses.
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
