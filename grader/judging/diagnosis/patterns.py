"""Causes that show in the numbers alone: what turns the expected answer into the one that was given.

Each pattern proposes how a wrong answer would look; those in the first group that fits are the causes. Groups are ordered
from the most specific to the least: a sign explains more than "only the first row is right".

A sentence that holds a number computed from the answers quotes inputs. Lengths and orders of axes, factors made of lengths, and
positions do not quote inputs: the check chooses them, whatever numbers are drawn.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator

import numpy as np

from ...checks.tolerances import Tolerance, allowed, differs
from ...values.finding import Cause
from ...worker.wire import Array

LARGEST = (
    1 << 22
)  # entries: an answer of any size may be given, and each pattern makes several arrays of 8 or 16 bytes each


@dataclasses.dataclass(frozen=True)
class Given:
    """A wrong answer beside the expected one, of the same shape, and the axis lengths of what was asked."""

    name: str
    actual: Array
    expected: Array
    limits: Array
    sizes: dict[int, str]

    def is_(self, candidate: Array, scale: float = 1.0) -> bool:
        """Whether the answer is `candidate`, within the tolerance scaled by how much the candidate was."""
        limits = np.broadcast_to(self.limits.max() * max(1.0, abs(scale)), candidate.shape)
        return candidate.shape == self.actual.shape and not differs(self.actual, candidate, limits).any()


Pattern = Callable[[Given], Iterator[Cause]]


def find(given: Given) -> tuple[Cause, ...]:
    """The causes that fit best; empty when none is known, or none is looked for in so large an answer."""
    if given.actual.size > LARGEST:
        return ()
    given = dataclasses.replace(given, actual=_signed(given.actual), expected=_signed(given.expected))
    with np.errstate(all="ignore"):
        for pattern in _SHAPES if given.actual.shape != given.expected.shape else _VALUES:
            causes = tuple(pattern(given))
            if causes:
                return causes
    return ()


def _signed(array: Array) -> Array:
    """Numbers that can be negated and subtracted: NumPy refuses that of bools, and unsigned integers wrap round."""
    return array.astype(np.int64) if array.dtype.kind in "bu" else array


def _not_finite(given: Given) -> Iterator[Cause]:
    bad = ~np.isfinite(given.actual)
    if bad.any() and np.isfinite(given.expected).all():
        what = "NaN" if np.isnan(given.actual).any() else "infinity"
        yield Cause(
            "not_finite",
            f"{given.name} holds {what} where the right answer is finite: an exp that overflows, a log of 0, or a division "
            "by 0 on the way.",
        )


def _zero(given: Given) -> Iterator[Cause]:
    if given.actual.size > 1 and not given.actual.any():
        yield Cause("zero", f"{given.name} is zero everywhere: was it computed and not stored, or masked away?")


def _sign_and_factor(given: Given) -> Iterator[Cause]:
    if given.is_(-given.expected):
        yield Cause("sign", f"{given.name} has the wrong sign everywhere.")
        return
    factors: list[tuple[float, str, str]] = [
        (0.5, "half", "half of what it should be"),
        (2.0, "double", "twice what it should be"),
    ]
    for size, where in given.sizes.items():
        if size > 1:
            factors.append((size, "times_n", f"{size} times what it should be; {size} is the length of {where}"))
            factors.append((1 / size, "over_n", f"1/{size} of what it should be; {size} is the length of {where}"))
        if size > 2:
            factors.append((size / (size - 1), "n_over_n_minus_1", f"{size}/{size - 1} of what it should be"))
            factors.append(((size - 1) / size, "n_minus_1_over_n", f"{size - 1}/{size} of what it should be"))
    for factor, name, words in factors:
        for sign, prefix in ((1, ""), (-1, "minus ")):
            if given.is_(sign * factor * given.expected, factor):
                yield Cause(("minus_" if sign < 0 else "") + name, f"{given.name} is {prefix}{words}.")


def _arranged(given: Given) -> Iterator[Cause]:
    expected, ndim = given.expected, given.expected.ndim
    for axes in itertools.permutations(range(ndim)) if 2 <= ndim <= 5 else ():
        if axes != tuple(range(ndim)) and given.is_(expected.transpose(axes)):
            what = "transposed" if ndim == 2 else f"right up to the order of its axes, which is {axes}"
            yield Cause("transposed", f"{given.name} is {what}.")
    for axis in range(ndim):
        if expected.shape[axis] > 1 and given.is_(np.flip(expected, axis)):
            yield Cause("flipped", f"{given.name} is right but runs backwards along axis {axis}.")
        for shift in (1, -1) if expected.shape[axis] > 2 else ():
            if given.is_(np.roll(expected, shift, axis)):
                yield Cause("shifted", f"{given.name} is right but shifted by one along axis {axis}.")


def _blocks(given: Given) -> Iterator[Cause]:
    for axis in range(given.expected.ndim):
        size = given.expected.shape[axis]
        for count in (4, 3):
            if size % count or size == count == given.expected.size:
                continue
            parts = np.split(given.expected, count, axis)
            for order in itertools.permutations(range(count)):
                if order != tuple(range(count)) and given.is_(np.concatenate([parts[i] for i in order], axis)):
                    yield Cause(
                        "blocks_permuted",
                        f"{given.name} holds the right {count} blocks along axis {axis} in another order: {order} where "
                        f"{tuple(range(count))} is expected (gates in another order?).",
                    )


def _offset(given: Given) -> Iterator[Cause]:
    if given.actual.size < 3:
        return
    offset = np.median((given.actual - given.expected).real)
    if given.is_(given.expected + offset, max(1.0, abs(offset))):
        sentence = f"{given.name} is off by the same amount everywhere: {offset:.6g} too much."
        yield Cause("offset", sentence, quotes_inputs=True)


def _clipped(given: Given) -> Iterator[Cause]:
    if np.iscomplexobj(given.expected) or not (given.expected < 0).any():
        return
    if given.is_(np.abs(given.expected)):
        yield Cause("absolute", f"{given.name} has lost its negative signs: an abs, or a square and root.")
    elif given.is_(np.maximum(given.expected, 0)) and (given.expected > 0).any():
        yield Cause("clipped_at_0", f"{given.name} holds 0 wherever the right answer is negative.")


# Some ten rounding units: what is further off has another cause, if a small one.
_ROUNDED_TO_FLOAT32 = Tolerance(1e-6, 1e-6, 0.0)


def _precision(given: Given) -> Iterator[Cause]:
    # Not float16: to its precision of half a percent too much else is nearly right.
    limits = allowed(given.expected, _ROUNDED_TO_FLOAT32)
    if given.expected.dtype == np.float64 and not differs(given.actual, given.expected, limits).any():
        yield Cause(
            "float32",
            f"{given.name} is right to the precision of float32 only: a constant, a buffer or a cast on the way is "
            "float32, the input is float64.",
        )


def _edges(given: Given) -> Iterator[Cause]:
    off = differs(given.actual, given.expected, given.limits)
    for axis in range(off.ndim):
        rows = np.atleast_1d(off.any(axis=tuple(i for i in range(off.ndim) if i != axis)))
        if len(rows) < 3:
            continue
        if rows[0] and not rows[1:].any():
            yield Cause("first_wrong", f"{given.name} is right except at index 0 of axis {axis}.")
        elif rows[-1] and not rows[:-1].any():
            yield Cause("last_wrong", f"{given.name} is right except at the last index of axis {axis}.")
        elif rows[0] and rows[-1] and not rows[1:-1].any():
            yield Cause("edges_wrong", f"{given.name} is right except at both ends of axis {axis}.")


def _other_shape(given: Given) -> Iterator[Cause]:
    actual, expected = given.actual, given.expected
    if actual.size == 0:
        yield Cause("empty", f"{given.name} is empty.")
    elif actual.size == expected.size:
        for axes in itertools.permutations(range(actual.ndim)) if 2 <= actual.ndim <= 5 else ():
            if axes != tuple(range(actual.ndim)) and _equal(actual.transpose(axes), expected, given.limits):
                what = "transposed" if actual.ndim == 2 else f"right up to the order of its axes, now {axes}"
                yield Cause("transposed", f"{given.name} is {what}.")
                return
        if _equal(actual.reshape(expected.shape), expected, given.limits):
            yield Cause("reshaped", f"{given.name} holds the right numbers in another shape: reshape or squeeze it.")
    elif expected.size == 1:
        if _equal(actual.mean().reshape(expected.shape), expected, given.limits):
            yield Cause("not_averaged", f"{given.name} was not averaged: its mean is the right answer.")
        elif _equal(actual.sum().reshape(expected.shape), expected, given.limits):
            yield Cause("not_summed", f"{given.name} was not summed: its sum is the right answer.")
    elif actual.size == 1:
        yield Cause("scalar", f"{given.name} is one number: a sum or mean ran over all axes.")


def _broadcast(given: Given) -> Iterator[Cause]:
    actual, expected = given.actual, given.expected
    # (N, 1) op (N,) makes (N, N) without a word.
    if actual.ndim == 2 and expected.ndim == 1 and actual.shape == expected.shape * 2:
        yield Cause(
            "broadcast",
            f"{given.name} grew from {expected.shape} to {actual.shape}: an array of shape (N, 1) met one of shape (N,) and "
            "NumPy paired every entry with every other. Keep both shapes alike.",
        )
        return
    for axis in range(actual.ndim):
        if actual.sum(axis).shape == expected.shape and _equal(actual.sum(axis), expected, given.limits):
            yield Cause("not_summed", f"{given.name} was not summed over axis {axis}: its sum is the right answer.")
        elif actual.mean(axis).shape == expected.shape and _equal(actual.mean(axis), expected, given.limits):
            yield Cause("not_averaged", f"{given.name} was not averaged over axis {axis}: its mean is right.")


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
