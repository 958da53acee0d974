"""Answers that are nearly right: rounded to float32 on the way, or moved to one side by a small constant."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...values.finding import Cause
from ...worker.wire import Array
from .answer import Pattern, WrongAnswer

FLOAT32 = 2.0**-24  # the largest relative error of one rounding to float32
SMALL = 1e-3  # a larger relative error has another cause than a small constant
ERRORS = 8  # so many errors tell rounding, which has both signs, from a small constant


def _float32(answer: WrongAnswer) -> Iterator[Cause]:
    """Rounding errors have both signs, whatever the sign of the entry, and the size of a few roundings.

    There is no pattern for float16: many other wrong answers are right to its precision of half a percent.
    """
    actual, expected = answer.actual, answer.expected
    if expected.dtype != np.float64 or actual.dtype.kind != "f":
        return
    errors = _relative_errors(answer)
    if not len(errors) or np.abs(errors).max() > 16 * FLOAT32:
        return
    sentence = f"{answer.name} is right to the precision of float32 only: "
    with np.errstate(over="ignore"):
        rounded = (actual.astype(np.float32) == actual).all() and (expected.astype(np.float32) != expected).any()
    if rounded and answer.has_digits():
        yield Cause("float32", sentence + "its numbers were cast to float32, and the input is float64.")
    elif _are_random(errors, np.sign(expected[expected != 0])):
        words = "probably a constant, a buffer or a cast on the way is float32, and the input is float64."
        yield Cause("float32", sentence + words, likely=True)


def _are_random(errors: Array, signs: Array) -> bool:
    """Whether relative errors look like rounding: both signs are common, among them and times the signs of the entries."""
    if len(errors) < ERRORS or not 0.1 * FLOAT32 < np.sqrt(np.mean(errors**2)) < 6 * FLOAT32:
        return False
    sides = [np.mean(errors > 0), np.mean(errors * signs > 0)]
    return (
        all(0.25 <= side <= 0.75 for side in sides) and len(np.unique(np.round(errors / FLOAT32, 3))) > len(errors) / 2
    )


def _eps(answer: WrongAnswer) -> Iterator[Cause]:
    """A small constant moves every entry to one side: towards 0, away from it, up or down."""
    if answer.expected.dtype.kind != "f" or answer.actual.dtype.kind != "f" or not answer.off.any():
        return
    errors = _relative_errors(answer)
    if len(errors) < ERRORS or np.abs(errors).max() > SMALL or answer.off.sum() < ERRORS:
        return
    moved = errors * np.sign(answer.expected[answer.expected != 0])
    is_one_factor = np.ptp(moved) <= 1e-3 * np.abs(moved).max() + 4 * np.finfo(answer.expected.dtype).eps
    if is_one_factor and np.abs(errors).max() > 1e-5:
        return
    for one_sided, ways in ((errors, ("too small", "too large")), (moved, ("too near to 0", "too far from 0"))):
        if (one_sided < 0).all() or (one_sided > 0).all():
            yield Cause(
                "eps",
                f"{answer.name} is a little {ways[int(one_sided[0] > 0)]} everywhere: probably a small constant, an eps, is "
                "added in a denominator, a root or a log, or has another size than it should.",
                likely=True,
            )
            return


def _relative_errors(answer: WrongAnswer) -> Array:
    """The relative errors of the entries that should not be 0; none if an entry that should be 0 is wrong."""
    at = answer.expected != 0
    if not at.any() or (answer.off & ~at).any():
        return np.zeros(0)
    return np.asarray((answer.actual[at] - answer.expected[at]) / np.abs(answer.expected[at]), dtype=np.float64)


PATTERNS: tuple[Pattern, ...] = (_float32, _eps)
