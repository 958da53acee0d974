"""Answers that are a function of the right one: its square, its log, a running sum, one minus it, one row for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...checks.tolerances import differs
from ...values.finding import Cause
from ...worker.wire import Array
from .answer import Pattern, WrongAnswer, item

_FUNCTIONS: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("square", "the square of what it should be", np.square),
    ("square_root", "the square root of what it should be", np.sqrt),
    ("log", "the log of what it should be", np.log),
    ("exp", "exp of what it should be", np.exp),
    ("minus_log", "minus the log of what it should be", lambda right: -np.log(right)),
    ("exp_of_minus", "exp of minus what it should be", lambda right: np.exp(-right)),
    ("reciprocal", "1 divided by what it should be", lambda right: 1 / right),
    ("one_minus", "1 minus what it should be", lambda right: 1 - right),
)


def _functions(answer: WrongAnswer) -> Iterator[Cause]:
    if answer.expected.dtype.kind != "f":
        return
    for name, words, function in _FUNCTIONS:
        if answer.is_function(function(answer.expected)):
            yield Cause(name, f"{answer.name} is {words}, entry by entry.")


def _running(answer: WrongAnswer) -> Iterator[Cause]:
    for axis in range(answer.expected.ndim):
        _, many = item(axis, answer.expected.ndim)
        if answer.expected.shape[axis] > 2:
            if answer.is_near(np.cumsum(answer.expected, axis)):
                yield Cause("running_sum", f"{answer.name} is added up over its {many}: each holds the sum so far.")
            elif answer.is_near(np.diff(answer.expected, axis=axis, prepend=0)):
                words = f"{answer.name} holds only what each of its {many} adds: the sum so far belongs there."
                yield Cause("not_added_up", words)


def _constant(answer: WrongAnswer) -> Iterator[Cause]:
    """All rows are alike, where the right rows differ."""
    actual, expected = answer.actual, answer.expected
    for axis in range(actual.ndim):
        if actual.shape[axis] < 3 or not _is_constant(actual, axis, answer.loosest):
            continue
        if _is_constant(expected, axis, 100 * answer.loosest):
            continue
        _, many = item(axis, actual.ndim)
        for reduced, word in ((expected.mean(axis), "mean"), (expected.sum(axis), "sum")):
            if answer.equals(np.take(actual, 0, axis), reduced):
                yield Cause("averaged", f"{answer.name} holds the {word} of the right {many} in all of its {many}.")
                return
        yield Cause("constant", f"All {many} of {answer.name} are equal, and the right {many} differ.")
        return


def _is_constant(array: Array, axis: int, limit: float) -> bool:
    first = np.take(array, [0], axis)
    return not differs(array, np.broadcast_to(first, array.shape), np.full(array.shape, limit)).any()


def _other_axis(answer: WrongAnswer) -> Iterator[Cause]:
    """Sums of 1, or means of 0, stand along another axis than they should."""
    actual, expected = answer.actual, answer.expected
    if expected.dtype.kind != "f" or actual.dtype.kind != "f" or expected.ndim < 2:
        return
    axes = [axis for axis in range(expected.ndim) if expected.shape[axis] > 1]
    for reduce, value, words in ((np.sum, 1.0, "sums to 1"), (np.mean, 0.0, "has a mean of 0")):
        right = [axis for axis in axes if _is_all(reduce(expected, axis=axis), value)]
        found = [axis for axis in axes if _is_all(reduce(actual, axis=axis), value)]
        if len(right) == len(found) == 1 and right != found:
            sentence = f"{answer.name} {words} along axis {found[0]}, and should along axis {right[0]}."
            yield Cause("other_axis", sentence)
            return


def _is_all(numbers: Array, value: float) -> bool:
    return numbers.size > 1 and bool((np.abs(numbers - value) < 1e-6).all())


PATTERNS: tuple[Pattern, ...] = (_functions, _running, _constant, _other_axis)
