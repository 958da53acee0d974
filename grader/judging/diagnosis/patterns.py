"""Find causes in the numbers alone: a change that turns the expected answer into the wrong answer.

Each pattern tries some changes and yields a cause for each change that fits. The first pattern that yields a cause decides.
Patterns are ordered from the most specific to the least specific: a wrong sign explains more than "the first row is off".
A change fits only if it explains enough wrong entries; see answer.py.

A sentence that contains a number computed from the answers quotes inputs. Lengths and orders of axes, factors made of
lengths, and positions do not quote inputs: they do not depend on the random numbers of the check.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np

from ...checks.tolerances import differs
from ...values.finding import Cause
from ...worker.wire import Array
from . import arrangements, functions, places, precision, shapes
from .answer import SIMPLE, Pattern, WrongAnswer

# The most entries of an answer that is looked at: an answer may have any size, and each pattern makes several arrays of 8 or
# 16 bytes an entry.
LARGEST = 1 << 22


def find(answer: WrongAnswer) -> tuple[Cause, ...]:
    """The causes that fit best. Empty if no pattern fits, or if the answer is larger than LARGEST."""
    if answer.actual.size > LARGEST:
        return ()
    answer = dataclasses.replace(answer, actual=_signed(answer.actual), expected=_signed(answer.expected))
    with np.errstate(all="ignore"):
        for pattern in _SHAPES if answer.actual.shape != answer.expected.shape else _VALUES:
            causes = tuple(pattern(answer))
            if causes:
                return tuple(_in_the_plural(cause, answer.name) for cause in causes)
    return ()


def _in_the_plural(cause: Cause, name: str) -> Cause:
    """The cause about an answer that is several arrays in one, such as "w and b", with the verb of the plural."""
    sentence = cause.sentence
    for one, several in (("is", "are"), ("has", "have"), ("holds", "hold")) if " and " in name else ():
        sentence = sentence.replace(f"{name} {one} ", f"{name} {several} ")
    return dataclasses.replace(cause, sentence=sentence)


def _signed(array: Array) -> Array:
    """The array as numbers that can be negated and subtracted. NumPy cannot negate bools, and unsigned integers wrap round."""
    return array.astype(np.int64) if array.dtype.kind in "bu" else array


def _not_finite(answer: WrongAnswer) -> Iterator[Cause]:
    bad = ~np.isfinite(answer.actual)
    if bad.any() and np.isfinite(answer.expected).all():
        values = "NaN" if np.isnan(answer.actual).any() else "infinity"
        yield Cause("not_finite", f"{answer.name} holds {values} where the right answer is finite: {NOT_FINITE}.")


NOT_FINITE = "look for exp of a large number, log of 0 or less, the root of a negative number, a division by 0"


def _zero(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.actual.size > 1 and not answer.actual.any():
        yield Cause("zero", f"{answer.name} is zero everywhere: was it computed and not stored, or masked away?")


def _argument(answer: WrongAnswer) -> Iterator[Cause]:
    if place := unchanged_argument(answer):
        yield Cause("argument", f"{answer.name} has the same numbers as {place}.")


def unchanged_argument(answer: WrongAnswer) -> str:
    """The place of the argument that the answer is, or that it is after every step; or ""."""
    for place, value in answer.arguments:
        is_path = value.shape == answer.actual.shape[1:]
        if (
            value.dtype.kind in "fc"
            and not answer.is_simple(value)
            and answer.is_near(np.broadcast_to(value, answer.actual.shape) if is_path else value)
        ):
            return place
    return ""


_LOGS = {
    math.log(10): ("times_ln_10", "ln 10 times what it should be"),
    1 / math.log(10): ("over_ln_10", "what it should be, divided by ln 10: log10 stands where the natural log belongs"),
    math.log(2): ("times_ln_2", "ln 2 times what it should be"),
    1 / math.log(2): ("over_ln_2", "what it should be, divided by ln 2: log2 stands where the natural log belongs"),
}


def _sign_and_factor(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.is_rescaled(-1.0):
        yield Cause("sign", f"{answer.name} has the wrong sign everywhere.")
        return
    factors: list[tuple[float, str, str]] = [
        (0.5, "half", "half of what it should be"),
        (2.0, "double", "twice what it should be"),
        *((factor, name, words) for factor, (name, words) in _LOGS.items()),
    ]
    for size, where in answer.sizes.items():
        length = f"; {size} is the length of {where}"
        if size > 1:
            factors.append((size, "times_n", f"{size} times what it should be{length}"))
            factors.append((1 / size, "over_n", f"1/{size} of what it should be{length}"))
            if math.isqrt(size) ** 2 != size:
                factors.append((math.sqrt(size), "times_root_n", f"sqrt({size}) times what it should be{length}"))
                factors.append((1 / math.sqrt(size), "over_root_n", f"1/sqrt({size}) of what it should be{length}"))
        # Of one number such a factor may be a coincidence: there are many lengths, and n/(n-1) is often a simple fraction.
        if size > 2 and answer.off.sum() >= SIMPLE:
            factors.append((size / (size - 1), "n_over_n_minus_1", f"{size}/{size - 1} of what it should be"))
            factors.append(((size - 1) / size, "n_minus_1_over_n", f"{size - 1}/{size} of what it should be"))
    for factor, name, words in factors:
        for sign, prefix in ((1, ""), (-1, "minus ")):
            if answer.is_rescaled(sign * factor):
                yield Cause(("minus_" if sign < 0 else "") + name, f"{answer.name} is {prefix}{words}.")


def _offset(answer: WrongAnswer) -> Iterator[Cause]:
    """Every entry is off, by one and the same amount."""
    if answer.actual.size < SIMPLE or not answer.off.all() or np.iscomplexobj(answer.actual - answer.expected):
        return
    offset = float(np.median(answer.actual - answer.expected))
    rounding = 8 * np.finfo(answer.expected.dtype).eps if answer.expected.dtype.kind == "f" else 0.0
    limits = np.broadcast_to(answer.limits + rounding * abs(offset), answer.expected.shape)
    if abs(offset) > answer.loosest and not differs(answer.actual, answer.expected + offset, limits).any():
        sentence = f"Every entry of {answer.name} is too {'large' if offset > 0 else 'small'} by the same amount"
        for size, where in answer.sizes.items():
            if size > 1 and abs(abs(offset) - math.log(size)) <= answer.loosest:
                yield Cause("offset_ln_n", f"{sentence}, ln {size}; {size} is the length of {where}.")
                return
        yield Cause("offset", f"{sentence}, {abs(offset):.6g}.", quotes_inputs=True)


def _clipped(answer: WrongAnswer) -> Iterator[Cause]:
    """Entries that should be negative are 0 or positive. A few entries may be so for another reason."""
    if np.iscomplexobj(answer.expected) or (answer.off & (answer.expected < 0)).sum() < SIMPLE:
        return
    if answer.is_near(np.abs(answer.expected), answer.limits):
        yield Cause("absolute", f"{answer.name} has lost its negative signs: an abs, or a square and root.")
    elif answer.is_near(np.maximum(answer.expected, 0), answer.limits) and (answer.expected > 0).any():
        yield Cause("clipped_at_0", f"{answer.name} holds 0 wherever the right answer is negative.")


_VALUES: tuple[Pattern, ...] = (
    _not_finite,
    _zero,
    _argument,
    _sign_and_factor,
    *arrangements.PATTERNS[:2],
    _offset,
    _clipped,
    *precision.PATTERNS,
    *functions.PATTERNS,
    *arrangements.PATTERNS[2:],
    *places.PATTERNS,
)
_SHAPES: tuple[Pattern, ...] = shapes.PATTERNS
