"""Find causes in the numbers alone: a change that turns the expected answer into the wrong answer.

Each pattern tries some changes and yields a cause for each change that fits. The first pattern that yields a cause decides.
Patterns are ordered from the most specific to the least specific: a wrong sign explains more than "only the first row is
wrong".

A sentence that contains a number computed from the answers quotes inputs. Lengths and orders of axes, factors made of
lengths, and positions do not quote inputs: they do not depend on the random numbers of the check.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator

import numpy as np

from ...checks.tolerances import Tolerance, allowed, differs
from ...values.finding import Cause
from ...worker.wire import Array

# The most entries of an answer that is looked at: an answer may have any size, and each pattern makes several arrays of 8 or
# 16 bytes an entry.
LARGEST = 1 << 22


@dataclasses.dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer, the expected answer, the allowed differences, and the axis lengths of the check's inputs.

    `limits` has the shape of `actual` or is one number. `sizes` maps an axis length to the place where it was seen.
    """

    name: str
    actual: Array
    expected: Array
    limits: Array
    sizes: dict[int, str]

    def is_near(self, candidate: Array, scale: float = 1.0) -> bool:
        """Whether the answer is `candidate`, within the largest allowed difference, multiplied by `scale` if that is above 1.

        `scale` is the size of the change that made the candidate from the expected answer.
        """
        limits = np.broadcast_to(self.limits.max() * max(1.0, abs(scale)), candidate.shape)
        return candidate.shape == self.actual.shape and not differs(self.actual, candidate, limits).any()


Pattern = Callable[[WrongAnswer], Iterator[Cause]]


def find(answer: WrongAnswer) -> tuple[Cause, ...]:
    """The causes that fit best. Empty if no pattern fits, or if the answer is larger than LARGEST."""
    if answer.actual.size > LARGEST:
        return ()
    answer = dataclasses.replace(answer, actual=_signed(answer.actual), expected=_signed(answer.expected))
    with np.errstate(all="ignore"):
        for pattern in _SHAPES if answer.actual.shape != answer.expected.shape else _VALUES:
            causes = tuple(pattern(answer))
            if causes:
                return causes
    return ()


def _signed(array: Array) -> Array:
    """The array as numbers that can be negated and subtracted. NumPy cannot negate bools, and unsigned integers wrap round."""
    return array.astype(np.int64) if array.dtype.kind in "bu" else array


def _not_finite(answer: WrongAnswer) -> Iterator[Cause]:
    bad = ~np.isfinite(answer.actual)
    if bad.any() and np.isfinite(answer.expected).all():
        values = "NaN" if np.isnan(answer.actual).any() else "infinity"
        yield Cause(
            "not_finite",
            f"{answer.name} holds {values} where the right answer is finite: an exp that overflows, a log of 0, or a division "
            "by 0 on the way.",
        )


def _zero(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.actual.size > 1 and not answer.actual.any():
        yield Cause("zero", f"{answer.name} is zero everywhere: was it computed and not stored, or masked away?")


def _sign_and_factor(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.is_near(-answer.expected):
        yield Cause("sign", f"{answer.name} has the wrong sign everywhere.")
        return
    factors: list[tuple[float, str, str]] = [
        (0.5, "half", "half of what it should be"),
        (2.0, "double", "twice what it should be"),
    ]
    for size, where in answer.sizes.items():
        if size > 1:
            factors.append((size, "times_n", f"{size} times what it should be; {size} is the length of {where}"))
            factors.append((1 / size, "over_n", f"1/{size} of what it should be; {size} is the length of {where}"))
        if size > 2:
            factors.append((size / (size - 1), "n_over_n_minus_1", f"{size}/{size - 1} of what it should be"))
            factors.append(((size - 1) / size, "n_minus_1_over_n", f"{size - 1}/{size} of what it should be"))
    for factor, name, words in factors:
        for sign, prefix in ((1, ""), (-1, "minus ")):
            if answer.is_near(sign * factor * answer.expected, factor):
                yield Cause(("minus_" if sign < 0 else "") + name, f"{answer.name} is {prefix}{words}.")


def _arranged(answer: WrongAnswer) -> Iterator[Cause]:
    expected, ndim = answer.expected, answer.expected.ndim
    for axes in itertools.permutations(range(ndim)) if 2 <= ndim <= 5 else ():
        if axes != tuple(range(ndim)) and answer.is_near(expected.transpose(axes)):
            difference = "transposed" if ndim == 2 else f"right up to the order of its axes, which is {axes}"
            yield Cause("transposed", f"{answer.name} is {difference}.")
    for axis in range(ndim):
        if expected.shape[axis] > 1 and answer.is_near(np.flip(expected, axis)):
            yield Cause("flipped", f"{answer.name} is right but runs backwards along axis {axis}.")
        for shift in (1, -1) if expected.shape[axis] > 2 else ():
            if answer.is_near(np.roll(expected, shift, axis)):
                yield Cause("shifted", f"{answer.name} is right but shifted by one along axis {axis}.")


def _blocks(answer: WrongAnswer) -> Iterator[Cause]:
    for axis in range(answer.expected.ndim):
        size = answer.expected.shape[axis]
        for count in (4, 3):
            if size % count or size == count == answer.expected.size:
                continue
            parts = np.split(answer.expected, count, axis)
            for order in itertools.permutations(range(count)):
                if order != tuple(range(count)) and answer.is_near(np.concatenate([parts[i] for i in order], axis)):
                    yield Cause(
                        "blocks_permuted",
                        f"{answer.name} holds the right {count} blocks along axis {axis} in another order: {order} where "
                        f"{tuple(range(count))} is expected (gates in another order?).",
                    )


def _offset(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.actual.size < 3:
        return
    offset = np.median((answer.actual - answer.expected).real)
    if answer.is_near(answer.expected + offset, max(1.0, abs(offset))):
        sentence = f"{answer.name} is off by the same amount everywhere: {offset:.6g} too much."
        yield Cause("offset", sentence, quotes_inputs=True)


def _clipped(answer: WrongAnswer) -> Iterator[Cause]:
    if np.iscomplexobj(answer.expected) or not (answer.expected < 0).any():
        return
    if answer.is_near(np.abs(answer.expected)):
        yield Cause("absolute", f"{answer.name} has lost its negative signs: an abs, or a square and root.")
    elif answer.is_near(np.maximum(answer.expected, 0)) and (answer.expected > 0).any():
        yield Cause("clipped_at_0", f"{answer.name} holds 0 wherever the right answer is negative.")


# About ten rounding units: a larger difference has another cause.
_ROUNDED_TO_FLOAT32 = Tolerance(1e-6, 1e-6, 0.0)


def _precision(answer: WrongAnswer) -> Iterator[Cause]:
    # There is no pattern for float16: many other wrong answers are right to its precision of half a percent.
    limits = allowed(answer.expected, _ROUNDED_TO_FLOAT32)
    if answer.expected.dtype == np.float64 and not differs(answer.actual, answer.expected, limits).any():
        yield Cause(
            "float32",
            f"{answer.name} is right to the precision of float32 only: a constant, a buffer or a cast on the way is "
            "float32, the input is float64.",
        )


def _edges(answer: WrongAnswer) -> Iterator[Cause]:
    off = differs(answer.actual, answer.expected, answer.limits)
    for axis in range(off.ndim):
        rows = np.atleast_1d(off.any(axis=tuple(i for i in range(off.ndim) if i != axis)))
        if len(rows) < 3:
            continue
        if rows[0] and not rows[1:].any():
            yield Cause("first_wrong", f"{answer.name} is right except at index 0 of axis {axis}.")
        elif rows[-1] and not rows[:-1].any():
            yield Cause("last_wrong", f"{answer.name} is right except at the last index of axis {axis}.")
        elif rows[0] and rows[-1] and not rows[1:-1].any():
            yield Cause("edges_wrong", f"{answer.name} is right except at both ends of axis {axis}.")


def _other_shape(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    if actual.size == 0:
        yield Cause("empty", f"{answer.name} is empty.")
    elif actual.size == expected.size:
        for axes in itertools.permutations(range(actual.ndim)) if 2 <= actual.ndim <= 5 else ():
            if axes != tuple(range(actual.ndim)) and _equal(actual.transpose(axes), expected, answer.limits):
                difference = "transposed" if actual.ndim == 2 else f"right up to the order of its axes, now {axes}"
                yield Cause("transposed", f"{answer.name} is {difference}.")
                return
        if _equal(actual.reshape(expected.shape), expected, answer.limits):
            yield Cause("reshaped", f"{answer.name} holds the right numbers in another shape: reshape or squeeze it.")
    elif expected.size == 1:
        if _equal(actual.mean().reshape(expected.shape), expected, answer.limits):
            yield Cause("not_averaged", f"{answer.name} was not averaged: its mean is the right answer.")
        elif _equal(actual.sum().reshape(expected.shape), expected, answer.limits):
            yield Cause("not_summed", f"{answer.name} was not summed: its sum is the right answer.")
    elif actual.size == 1:
        yield Cause("scalar", f"{answer.name} is one number: a sum or mean ran over all axes.")


def _broadcast(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    # NumPy makes (N, N) from (N, 1) op (N,) without a warning.
    if actual.ndim == 2 and expected.ndim == 1 and actual.shape == expected.shape * 2:
        yield Cause(
            "broadcast",
            f"{answer.name} grew from {expected.shape} to {actual.shape}: an array of shape (N, 1) met one of shape (N,) and "
            "NumPy paired every entry with every other. Keep both shapes alike.",
        )
        return
    for axis in range(actual.ndim):
        if actual.sum(axis).shape == expected.shape and _equal(actual.sum(axis), expected, answer.limits):
            yield Cause("not_summed", f"{answer.name} was not summed over axis {axis}: its sum is the right answer.")
        elif actual.mean(axis).shape == expected.shape and _equal(actual.mean(axis), expected, answer.limits):
            yield Cause("not_averaged", f"{answer.name} was not averaged over axis {axis}: its mean is right.")


def _equal(candidate: Array, expected: Array, limits: Array) -> bool:
    return candidate.shape == expected.shape and not differs(candidate, expected, limits).any()


_VALUES: tuple[Pattern, ...] = (
    _not_finite,
    _zero,
    _sign_and_factor,
    _arranged,
    _blocks,
    _offset,
    _clipped,
    _precision,
    _edges,
)
_SHAPES: tuple[Pattern, ...] = (_other_shape, _broadcast)
