"""The right numbers in wrong places: transposed, flipped, shifted, blocks in another order, sorted, one index off."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from ...checks.tolerances import differs
from ...values.finding import Cause
from .answer import Pattern, WrongAnswer, item


def _arranged(answer: WrongAnswer) -> Iterator[Cause]:
    expected, ndim = answer.expected, answer.expected.ndim
    for axes in itertools.permutations(range(ndim)) if 2 <= ndim <= 5 else ():
        if axes != tuple(range(ndim)) and answer.is_near(expected.transpose(axes)):
            difference = "transposed" if ndim == 2 else f"right up to the order of its axes, which is {axes}"
            yield Cause("transposed", f"{answer.name} is {difference}.")
    for axis in range(ndim):
        one, many = item(axis, ndim)
        if expected.shape[axis] > 1 and answer.is_near(np.flip(expected, axis)):
            yield Cause("flipped", f"{answer.name} has its {many} in the reverse order.")
        for shift, place in ((1, "last"), (-1, "first")) if expected.shape[axis] > 2 else ():
            if answer.is_near(np.roll(expected, shift, axis)):
                yield Cause(
                    "shifted",
                    f"{answer.name} has its {many} shifted by one: the {place} {one} stands at the other end.",
                )


def _blocks(answer: WrongAnswer) -> Iterator[Cause]:
    for axis in range(answer.expected.ndim):
        size = answer.expected.shape[axis]
        for count in (4, 3):
            if size % count or size == count == answer.expected.size:
                continue
            parts = np.split(answer.expected, count, axis)
            right = tuple(range(count))
            for order in itertools.permutations(range(count)):
                if order != right and answer.is_near(np.concatenate([parts[i] for i in order], axis)):
                    what = "blocks" if size > count else item(axis, answer.expected.ndim)[1]
                    gates = " (gates in another order?)" if size > count else ""
                    yield Cause(
                        "blocks_permuted",
                        f"{answer.name} holds the right {count} {what} along axis {axis} in another order: {order}, where "
                        f"{right} is expected{gates}.",
                    )


def _one_index_off(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    for axis in range(expected.ndim):
        size = expected.shape[axis]
        if size < 4:
            continue
        now, right = np.moveaxis(actual, axis, 0), np.moveaxis(expected, axis, 0)
        off = np.moveaxis(answer.off, axis, 0)
        one, _ = item(axis, expected.ndim)
        for here, there, where in ((now[1:], right[:-1], "late"), (now[:-1], right[1:], "early")):
            moved = off[1:] if where == "late" else off[:-1]
            is_moved = moved.any(axis=tuple(range(1, moved.ndim))).all() and answer.are_enough(here[moved])
            if is_moved and not differs(here, there, np.full(there.shape, answer.loosest)).any():
                sentence = f"{answer.name} has each {one} one place too {where}: an index is off by one."
                yield Cause("shifted", sentence)


def _sorted(answer: WrongAnswer) -> Iterator[Cause]:
    actual, expected = answer.actual, answer.expected
    if np.iscomplexobj(actual) or np.iscomplexobj(expected):
        return
    for axis in range(expected.ndim):
        if expected.shape[axis] > 2 and answer.is_near(np.sort(expected, axis)):
            yield Cause("sorted", f"{answer.name} holds the right numbers, but sorted along axis {axis}.")
            return
    visible = differs(actual, expected, np.full(expected.shape, answer.loosest))
    if expected.size > 2 and not answer.is_simple(actual[visible]):
        one, other = np.sort(actual, axis=None), np.sort(expected, axis=None)
        if np.unique(other).size > 2 and not differs(one, other, np.full(other.shape, answer.loosest)).any():
            yield Cause("reordered", f"{answer.name} holds the right numbers in the wrong places.")


PATTERNS: tuple[Pattern, ...] = (_arranged, _blocks, _one_index_off, _sorted)
