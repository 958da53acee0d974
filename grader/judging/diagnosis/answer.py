"""A wrong answer beside the right one, and whether its numbers can be what a change of the right one gives by chance alone."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from ...checks.tolerances import allowed, differs, tolerance
from ...values.finding import Cause
from ...worker.wire import Array

# Numbers such as 0, 1, 0.5, 12 and 0.01 are simple: multiples of 1/64 or 1/1000. Simple numbers are often equal by chance.
_GRIDS = (64.0, 1000.0)
SIMPLE = 3  # so many simple numbers are evidence
# So many changes are tried, and by chance one in so many wrong answers may be explained.
_CHANGES, _CHANCE = 100, 1e-4


@dataclasses.dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer, the expected answer, the allowed differences, and what the check has asked.

    `limits` has the shape of `expected` or is one number. `sizes` maps an axis length to the place where it was seen.
    `arguments` holds the arrays of the last call, each with its place in words: "argument 1 of softmax".
    """

    name: str
    actual: Array
    expected: Array
    limits: Array
    sizes: Mapping[int, str]
    arguments: Sequence[tuple[str, Array]] = ()

    @functools.cached_property
    def off(self) -> Array:
        """Where the answer is wrong. It must have the shape of the expected answer."""
        return differs(self.actual, self.expected, self.limits)

    @functools.cached_property
    def loosest(self) -> float:
        """The largest allowed difference, for numbers that stand in other places than in the expected answer."""
        return float(self.limits.max(initial=0.0))

    def is_rescaled(self, factor: float) -> bool:
        """Whether the answer is the expected answer times `factor`."""
        return self.is_near(factor * self.expected, self.limits * max(1.0, abs(factor)))

    def is_function(self, candidate: Array) -> bool:
        """Whether the answer is `candidate`, which a function makes of the expected answer."""
        dtype = self.expected.dtype if self.expected.dtype.kind in "fc" else np.dtype(np.float64)
        return bool(np.isfinite(candidate).all()) and self.is_near(candidate, allowed(candidate, tolerance(dtype)))

    def is_near(self, candidate: Array, limits: Array | float | None = None) -> bool:
        """Whether the answer is `candidate`, and the entries in which `candidate` is wrong are enough evidence.

        `limits` are the allowed differences. Without them, the largest allowed difference is allowed in each entry.
        """
        if candidate.shape != self.actual.shape:
            return False
        limits = np.broadcast_to(self.loosest if limits is None else limits, candidate.shape)
        if differs(self.actual, candidate, limits).any():
            return False
        return self.are_enough(self.actual[self.off & differs(candidate, self.expected, limits)])

    def are_enough(self, numbers: Array) -> bool:
        """Whether so many numbers can hardly agree with others by chance, within the allowed differences of this answer."""
        scale = float(np.abs(self.expected).max(initial=0.0))
        share = _CHANGES * self.loosest / scale if scale else 1.0
        needed = math.ceil(math.log(_CHANCE) / math.log(min(max(share, _CHANCE), 0.5)))
        return numbers.size >= max(SIMPLE, needed) or int((~_are_simple(numbers)).sum()) >= needed

    def has_digits(self) -> bool:
        """Whether a wrong entry of the answer is no simple number."""
        return not self.is_simple(self.actual[self.off])

    @staticmethod
    def is_simple(numbers: Array) -> bool:
        """Whether all these numbers are simple ones, which come about in many ways."""
        return bool(_are_simple(numbers).all())

    def equals(self, candidate: Array, other: Array) -> bool:
        """Whether two arrays have one shape and the same numbers, within the largest allowed difference of this answer."""
        if candidate.shape != other.shape or differs(candidate, other, np.full(other.shape, self.loosest)).any():
            return False
        return self.are_enough(candidate)


Pattern = Callable[[WrongAnswer], Iterator[Cause]]


def _are_simple(numbers: Array) -> Array:
    wide = numbers.astype(np.complex128)
    with np.errstate(invalid="ignore"):
        simple = [np.abs(wide * grid - np.round(wide * grid)) < 1e-9 for grid in _GRIDS]
    return np.asarray(np.logical_or(*simple) | ~np.isfinite(wide))


def item(axis: int, ndim: int) -> tuple[str, str]:
    """The noun for one item along an axis of an array of `ndim` axes, and its plural."""
    if ndim == 1:
        return "entry", "entries"
    if ndim == 2:
        return ("row", "rows") if axis == 0 else ("column", "columns")
    return f"slice along axis {axis}", f"slices along axis {axis}"
