"""Judge answers that are right in many ways: groups, rows in any order, signs of vectors, ties, and nested answers.

Each function brings the answer and the expected answer into one form and compares them there. So the diagnosis sees the same
wrong numbers whichever form the answer has.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ..values.errors import UselessExpectation
from ..values.finding import Kind
from ..values.text import visible
from ..worker.wire import Array
from .handles import form
from .inputs import Answer
from .judgements import close, finite, place_of, same_shape
from .setting import Wrong, as_array, current_setting
from .tolerances import allowed, differs


def same_groups(actual: Answer, expected: npt.ArrayLike, name: str) -> None:
    """Require that the labels `actual` (N,) put the same places into the same groups as `expected` (N,), whatever the labels are.

    Raises UselessExpectation if `expected` is empty or has one group only.
    """
    right = np.asarray(expected)
    if right.ndim != 1 or np.unique(right).size < 2:
        raise UselessExpectation(f"{name}: the expected labels must be of shape (N,) and have two groups or more")
    same_shape(actual, right.shape, name)
    finite(actual, name)
    current_setting().values += 1
    given, wanted = _numbered(as_array(actual, name)), _numbered(right)
    if np.array_equal(given, wanted):
        return
    place = int(np.argmax(given != wanted))  # up to here the numbers are the same
    joined = int(np.argmax(given == given[place]))
    if joined < place:
        reason = f"{name} puts the places {joined} and {place} into one group, and they belong to two"
    else:
        partner = int(np.argmax(wanted == wanted[place]))
        reason = f"{name} puts the places {partner} and {place} into two groups, and they belong to one"
    raise Wrong(Kind.CLAIM, name, reason, actual=given)


def _numbered(labels: Array) -> Array:
    """The labels as numbers from 0, in the order in which they occur first."""
    _, firsts, places = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(firsts))[places.reshape(-1)])


def same_rows(actual: Answer, expected: npt.ArrayLike, name: str) -> Array:
    """Require that the rows of `actual` (N, …) are those of `expected` (N, …), in any order. Each occurs as often as it should.

    Returns places (N,), so that `actual[places]` has the order of `expected`: use it for what else belongs to the rows. Rows that
    are equal may stand for each other. The allowed differences are those of `close`.
    """
    right = np.asarray(expected)
    if right.ndim == 0 or right.size == 0:
        raise UselessExpectation(f"{name}: the expected answer has no rows")
    same_shape(actual, right.shape, name)
    finite(actual, name)
    given = as_array(actual, name)
    order = _matched(given, right)
    close(given[order], right, f"{name} in the expected order")
    return order


def _matched(actual: Array, expected: Array) -> Array:
    """For each row of `expected` a row of `actual` of its own: one that is close if all rows can have one, else a near one."""
    limits = allowed(expected, current_setting().tolerance(expected.dtype))
    count = len(expected)
    far = np.empty((count, count))  # by row of `expected` and of `actual`
    fits = np.empty((count, count), bool)
    for row in range(count):
        wide = np.broadcast_to(expected[row], actual.shape)
        off = differs(actual, wide, np.broadcast_to(limits[row], actual.shape)).reshape(count, -1)
        fits[row] = ~off.any(axis=1)
        distance = np.abs(actual.astype(np.complex128) - wide).reshape(count, -1)
        far[row] = distance.sum(axis=1)
    taken: dict[int, int] = {}  # row of `actual`: row of `expected`
    for row in range(count):
        _find_partner(row, fits, far, taken)
    partners = {row: place for place, row in taken.items()}
    free = [place for place in range(count) if place not in taken]
    for row in range(count):
        if row not in partners:
            partners[row] = min(free, key=far[row].__getitem__)
            free.remove(partners[row])
    return np.array([partners[row] for row in range(count)])


def _find_partner(row: int, fits: Array, far: Array, taken: dict[int, int]) -> None:
    """Give a row a partner that fits. Rows that have one may change to another that fits them, along a shortest chain."""
    # By place: the row that wants it, and the place which that row has now.
    came_from: dict[int, tuple[int, int | None]] = {}
    wanting: list[tuple[int, int | None]] = [(row, None)]
    while wanting:
        wanted_by, has = wanting.pop(0)
        for place in map(int, sorted(np.flatnonzero(fits[wanted_by]), key=lambda at: float(far[wanted_by, at]))):
            if place in came_from:
                continue
            came_from[place] = (wanted_by, has)
            if place not in taken:
                at: int | None = place
                while at is not None:
                    taken[at], at = came_from[at]
                return
            wanting.append((taken[place], place))


def close_up_to_sign(actual: Answer, expected: npt.ArrayLike, name: str, *, axis: int = -1) -> None:
    """Require that `actual` is close to `expected` when each vector along `axis` may have the other sign, as eigenvectors may.

    `axis=0` says that the vectors are columns, and the default that they are rows.
    """
    right = np.asarray(expected)
    same_shape(actual, right.shape, name)
    given = as_array(actual, name)
    with np.errstate(invalid="ignore"):
        turned = (given * np.conj(right)).sum(axis=axis, keepdims=True).real < 0
        close(np.where(turned, -given, given) if given.dtype.kind in "ifc" else given, right, f"{name} up to signs")


def best_choice(actual: Answer, scores: npt.ArrayLike, name: str, *, least: bool = False) -> None:
    """Require whole numbers `actual` (…) that each choose one of the largest `scores` (…, C) along the last axis.

    Scores that are equal within the tolerances of `close` are equally right. With `least` the smallest scores are right. The
    worst score (minus infinity, or infinity with `least`) marks a place that is no choice. Raises UselessExpectation if every
    choice is right, or if scores are NaN.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim == 0 or table.size == 0 or np.isnan(table).any():
        raise UselessExpectation(f"{name}: scores must be of shape (…, C), and none may be NaN")
    sign = -1.0 if least else 1.0
    best = (sign * table).max(axis=-1, keepdims=True)
    if not np.isfinite(best).all():
        raise UselessExpectation(f"{name}: no choice has a finite score")
    limits = allowed(table, current_setting().tolerance(np.asarray(scores).dtype))
    right = sign * table >= best - limits
    if right.all():
        raise UselessExpectation(f"{name}: all choices are equally good, so a comparison proves nothing")
    same_shape(actual, table.shape[:-1], name)
    finite(actual, name)
    current_setting().values += 1
    given = as_array(actual, name)
    if given.dtype.kind not in "iu" and not np.array_equal(given, np.round(given.real)):
        raise Wrong(Kind.CLAIM, name, f"{name} should hold whole numbers, each the place of a choice", actual=given)
    choices = given.real.astype(np.float64)
    inside = (choices >= 0) & (choices < table.shape[-1])
    places = np.where(inside, choices, 0).astype(np.int64)[..., None]
    met = inside & np.take_along_axis(right, places, axis=-1)[..., 0]
    if met.all():
        return
    index = tuple(int(i) for i in np.unravel_index(int(np.argmin(met)), met.shape))
    place = place_of(name, index)
    word = "least" if least else "largest"
    if not inside[index]:
        reason = f"{place} is {choices[index]:g}, and there are the choices 0 to {table.shape[-1] - 1}"
    else:
        score = table[index][int(choices[index])]
        reason = f"{place} has the score {score:.10g}, and the {word} is {sign * best[index][0]:.10g}"
    raise Wrong(Kind.CLAIM, name, f"{reason}; {int((~met).sum())} of {met.size} choices are off", actual=given)


def all_close(actual: Answer, expected: object, name: str) -> None:
    """Require that nested lists, tuples and dictionaries hold what `expected` holds: close numbers and arrays, texts and None.

    Lists and tuples may stand for each other, and a list of numbers for an array. The message names the place. Raises
    UselessExpectation if `expected` holds no number.
    """
    setting = current_setting()
    before = setting.values
    _compare_nested(actual, expected, name)
    if setting.values == before:
        raise UselessExpectation(f"{name}: the expected answer holds no number, so a comparison proves nothing")


def _compare_nested(actual: Answer, expected: object, name: str) -> None:
    if isinstance(expected, Mapping):
        if not isinstance(actual, dict) or set(actual) != set(expected):
            given = f"a dict with {_keys(actual)}" if isinstance(actual, dict) else form(actual)
            raise Wrong(Kind.FORM, name, f"{name} is {given}, expected a dict with {_keys(expected)}")
        for key, item in expected.items():
            _compare_nested(actual[key], item, f"{name}[{key!r}]")
    elif isinstance(expected, list | tuple):
        if _is_row(expected) and (isinstance(actual, np.ndarray) or _is_row(actual)):
            close(np.asarray(actual), np.asarray(expected), name)
            return
        if not isinstance(actual, list | tuple) or len(actual) != len(expected):
            raise Wrong(Kind.FORM, name, f"{name} is {form(actual)}, expected {form(expected)}")
        for place, (item, right) in enumerate(zip(actual, expected, strict=True)):
            _compare_nested(item, right, f"{name}[{place}]")
    elif expected is None or isinstance(expected, str | bytes):
        if type(actual) is not type(expected) or actual != expected:
            given = visible(repr(actual), 80) if isinstance(actual, str | bytes) else form(actual)
            raise Wrong(Kind.FORM, name, f"{name} is {given}, expected {expected!r}")
    elif isinstance(expected, np.ndarray | np.generic | int | float | complex):
        right = np.asarray(expected)
        close(np.asarray(actual) if right.ndim == 1 and _is_row(actual) else actual, right, name)
    else:
        raise UselessExpectation(f"{name}: the expected answer is {form(expected)}, which cannot be compared")


def _is_row(value: object) -> bool:
    """Whether a value is a list or tuple of numbers, of one or more."""
    return isinstance(value, list | tuple) and len(value) > 0 and all(type(item) in (int, float) for item in value)


def _keys(value: Mapping[str, object]) -> str:
    return "the keys " + (", ".join(visible(repr(key), 40) for key in list(value)[:8]) or "of none")
