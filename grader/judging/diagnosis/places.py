"""Answers that are right in some rows: in the first one, up to a row, in all but the last one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...values.finding import Cause
from .answer import Pattern, WrongAnswer, item

FEWEST = 4  # rows of which a pattern is worth a sentence


def _places(answer: WrongAnswer) -> Iterator[Cause]:
    off, name = answer.off, answer.name
    for axis in range(off.ndim):
        one, many = item(axis, off.ndim)
        wrong = np.atleast_1d(off.any(axis=tuple(i for i in range(off.ndim) if i != axis)))
        size, count = len(wrong), int(wrong.sum())
        if size < FEWEST or count == size:
            continue
        if count == 1 and wrong[0]:
            yield Cause("first_wrong", f"The first {one} of {name} is off, the others are right.")
        elif count == 1 and wrong[-1]:
            yield Cause("last_wrong", f"The last {one} of {name} is off, the others are right.")
        elif count == 2 and wrong[0] and wrong[-1]:
            yield Cause("edges_wrong", f"The first and the last {one} of {name} are off, the others are right.")
        elif count == size - 1 and not wrong[0]:
            yield _only(answer, axis, "first", one, many)
        elif count == size - 1 and not wrong[-1]:
            yield _only(answer, axis, "last", one, many)
        elif count > 1 and wrong[size - count :].all():
            words = f"The first {size - count} {many} of {name} are right, and all {count} after them are off."
            yield Cause("right_until", words)


def _only(answer: WrongAnswer, axis: int, which: str, one: str, many: str) -> Cause:
    actual = np.moveaxis(answer.actual, axis, 0)
    rest = actual[1:] if which == "first" else actual[:-1]
    sentence = f"Only the {which} {one} of {answer.name} is right"
    if rest.any():
        return Cause(f"only_{which}_right", f"{sentence}, all other {many} are off.")
    loop = "the loop ends in its first round" if which == "first" else "the loop makes a new array in each round"
    return Cause(f"only_{which}_right", f"{sentence}, and the rest is zero: probably {loop}.", likely=True)


PATTERNS: tuple[Pattern, ...] = (_places,)
