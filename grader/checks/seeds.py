"""Random inputs that are the same on every machine and NumPy version: `RandomState`, seeded from a name and a secret."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac

import numpy as np
import numpy.typing as npt

from .check import Check

Words = npt.NDArray[np.uint32]
PUBLIC = b"chainrule: the public seed"


class _Unseeded(np.random.bit_generator.ISeedSequence):
    """For a generator that is seeded afterwards: gathering entropy for it takes longer than all its draws in a check."""

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> list[int]:  # type: ignore[override]
        return [0] * n_words  # read word by word, which takes ten times as long from an array


_UNSEEDED = _Unseeded()


class Rng(np.random.RandomState):
    """A RandomState that also hands out the free sizes of a check, so that a smaller case of it can be drawn."""

    def __init__(self, seed: Words, *, small: bool = False) -> None:
        super().__init__(np.random.MT19937(_UNSEEDED))  # type: ignore[arg-type]
        self.seed(seed)
        self.small = small

    def sizes(self, *sizes: int) -> tuple[int, ...]:
        """These sizes; in a small case the smallest distinct ones, from 2, in the same order: (7, 5) becomes (3, 2)."""
        if not self.small:
            return sizes
        ranks = {size: rank for rank, size in enumerate(sorted(set(sizes)))}
        return tuple(min(size, 2 + ranks[size]) for size in sizes)


def seed_for(check: str, secret: bytes = PUBLIC, student: str = "") -> Words:
    """The seed of one check, as 8 words: a keyed hash, so that knowing some says nothing about the others."""
    digest = hmac.new(secret, f"{check}\0{student}".encode(), hashlib.sha256).digest()
    return np.frombuffer(digest, dtype="<u4").astype(np.uint32)


@dataclasses.dataclass(frozen=True)
class Seeds:
    """Where random inputs come from: the public seed, or a course's secret and, if asked, the student."""

    secret: bytes = PUBLIC
    student: str = ""

    def rng(self, check: Check, *, small: bool) -> Rng:
        return Rng(seed_for(check.name, self.secret, self.student), small=small)
