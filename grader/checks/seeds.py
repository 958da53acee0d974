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
    """A dummy seed for a generator that is seeded later.

    Without it NumPy would gather entropy, which takes longer than all draws of a check.
    """

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> list[int]:  # type: ignore[override]
        return [0] * n_words  # a list: NumPy reads word by word, and reading from an array takes ten times as long


_UNSEEDED = _Unseeded()


class Rng(np.random.RandomState):
    """A RandomState that also chooses the sizes of a check, so that the check can be repeated with a smaller case."""

    def __init__(self, seed: Words, *, small: bool = False) -> None:
        super().__init__(np.random.MT19937(_UNSEEDED))  # type: ignore[arg-type]
        self.seed(seed)
        self.small = small

    def sizes(self, *sizes: int) -> tuple[int, ...]:
        """Return these sizes. In a small case return the smallest sizes, from 2, with the same order: (7, 5) becomes (3, 2)."""
        if not self.small:
            return sizes
        ranks = {size: rank for rank, size in enumerate(sorted(set(sizes)))}
        return tuple(min(size, 2 + ranks[size]) for size in sizes)


def seed_for(check: str, secret: bytes = PUBLIC, student: str = "") -> Words:
    """The seed of one check, as 8 words. It is a keyed hash: some seeds say nothing about the others."""
    digest = hmac.new(secret, f"{check}\0{student}".encode(), hashlib.sha256).digest()
    return np.frombuffer(digest, dtype="<u4").astype(np.uint32)


@dataclasses.dataclass(frozen=True)
class Seeds:
    """The source of random inputs: the public seed, or a course's secret.

    `student` is a student's id if each student gets inputs of their own, else empty.
    """

    secret: bytes = PUBLIC
    student: str = ""

    def rng(self, check: Check, *, small: bool) -> Rng:
        """The generator of a check's inputs."""
        return Rng(seed_for(check.name, self.secret, self.student), small=small)
