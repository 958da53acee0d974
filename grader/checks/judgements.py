"""Judge the answers of a check: each function returns silently, or raises Wrong with everything that a message needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..values.errors import StudentRaised, TopicError, UselessExpectation
from ..values.finding import Frame, Kind
from ..values.text import visible
from ..worker.wire import Array
from .inputs import Answer
from .proxies import FunctionProxy, ModuleProxy
from .seeds import Rng
from .setting import Wrong, as_array, case, current_setting
from .tolerances import SLOPES, Tolerance, allowed, differs, is_narrow

# An argument with at most so many entries is varied in every entry; a larger argument in random directions.
ALL_DIRECTIONS = 64
RANDOM_DIRECTIONS = 12


def same_shape(actual: Answer, shape: tuple[int, ...], name: str) -> None:
    """Require that `actual` is an array of this shape."""
    array = as_array(actual, name)
    if array.shape != tuple(shape):
        raise Wrong(Kind.SHAPE, name, _other_shape(name, array.shape, tuple(shape)), actual=array)


def has_shapes(found: Mapping[str, Answer], shapes: Mapping[str, tuple[int, ...]], what: str) -> None:
    """Require entries of just these names, each an array of its shape. `what` names them in the plural: "parameters"."""
    if sorted(found) != sorted(shapes):
        listed = ", ".join(visible(str(name), 80) for name in sorted(found)) or "none"
        holds(False, f"the {what} are {', '.join(sorted(shapes))}, not {listed}")
    for name, shape in shapes.items():
        same_shape(found[name], shape, name)


def same_dtype(actual: Answer, dtype: npt.DTypeLike, name: str) -> None:
    """Require that `actual` is an array of this dtype that is not empty. The check must compare its numbers as well."""
    current_setting().other = "same_dtype"
    array, expected = as_array(actual, name), np.dtype(dtype)
    if not isinstance(actual, np.ndarray):
        raise Wrong(
            Kind.FORM, name, f"{name} is a Python {type(actual).__name__}, expected an array of dtype {expected}"
        )
    if array.dtype != expected:
        raise Wrong(Kind.DTYPE, name, f"{name} has dtype {array.dtype}, expected {expected}", actual=array)
    if array.size == 0:
        raise Wrong(Kind.SHAPE, name, f"{name} is empty: it has shape {array.shape}", actual=array)


def close(actual: Answer, expected: npt.ArrayLike, name: str) -> None:
    """Require that `actual` has the shape of `expected` and that every entry is close to the expected entry.

    The allowed differences are those of the table of tolerances for the dtype of `expected`. Raises UselessExpectation if
    `expected` is empty or not finite: a comparison with it would prove nothing.
    """
    current_setting().values += 1
    array, right = as_array(actual, name), np.asarray(expected)
    if right.size == 0:
        raise UselessExpectation(f"{name}: comparing with an empty array proves nothing")
    if not np.isfinite(right).all():
        raise UselessExpectation(f"{name}: the expected answer is not finite")
    if array.shape != right.shape:
        reason = _other_shape(name, array.shape, right.shape)
        raise Wrong(Kind.SHAPE, name, reason, actual=array, expected=right)
    _compare(Kind.VALUES, name, array, right, allowed(right, current_setting().tolerance(right.dtype)))


def _other_shape(name: str, found: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """The sentence about an answer of another shape. An array without axes is called a number."""
    has = f"has shape {found}" if found else "is one number"
    shape = expected if found else f"shape {expected}"
    return f"{name} {has}, expected {shape if expected else 'one number'}"


def close_after_each_step(actual: Answer, expected: npt.ArrayLike, name: str) -> None:
    """Require that `actual` (T, ...) is close to `expected` after every step. The message names the first step that is off.

    Row t is what stood after step t + 1. See `close` for the tolerance and the errors.
    """
    try:
        close(actual, expected, name)
    except Wrong as wrong:
        array, right, limits = wrong.actual, wrong.expected, wrong.limits
        if wrong.kind is not Kind.VALUES or array is None or right is None or limits is None or not right.ndim:
            raise
        first = int(np.argmax(differs(array, right, limits).reshape(len(right), -1).any(axis=1)))
        try:
            with case(f"after step {first + 1}"):
                _compare(Kind.VALUES, name, array[first], right[first], limits[first])
        except Wrong as step:  # the numbers of all later steps tell mistakes apart
            rest = slice(first, None)
            raise Wrong(
                step.kind,
                name,
                step.reason,
                actual=array[rest],
                expected=right[rest],
                limits=limits[rest],
                narrow=wrong.narrow,
            ) from None


def _compare(kind: Kind, name: str, actual: Array, expected: Array, limits: Array, where: str = "") -> None:
    off = differs(actual, expected, limits)
    if not off.any():
        return
    with np.errstate(invalid="ignore", over="ignore"):
        distance = np.where(
            off, np.abs(np.asarray(actual, np.complex128) - expected) / np.maximum(limits, 1e-300), -1.0
        )
    worst = int(np.argmax(np.where(np.isnan(distance), np.inf, distance)))
    index = tuple(int(i) for i in np.unravel_index(worst, actual.shape))
    place = place_of(name, index)
    reason = (
        f"{place}{where} is {_number(actual[index])}, expected {_number(expected[index])} "
        f"(allowed difference {limits[index]:.1e}); {_count(int(off.sum()), off.size)}"
    )
    narrow = is_narrow(actual, expected, current_setting().device)
    raise Wrong(kind, name, reason, actual=actual, expected=expected, limits=limits, narrow=narrow)


def place_of(name: str, index: Sequence[int]) -> str:
    """The entry of an array at this index, in words: `dx[0, 2]`; the name alone for a single number."""
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def _number(value: complex) -> str:
    return f"{value:.10g}" if np.asarray(value).dtype.kind in "fc" else str(value)


def _count(off: int, size: int) -> str:
    if size == 1:
        return "the only value is off"
    return f"all {size} values are off" if off == size else f"{off} of {size} values are off"


def slopes_agree(
    gradient: Answer,
    forward: FunctionProxy,
    args: Sequence[object],
    *,
    wrt: int,
    upstream: npt.ArrayLike,
    rng: Rng,
    name: str,
    kwargs: dict[str, object] | None = None,
) -> None:
    """Require that `gradient` agrees with central differences of the reference's `forward` at `args`.

    The argument at position `wrt` is varied. A small argument is varied in every entry, so that a message can name the
    wrong entry. A larger argument is varied along random directions from `rng`. If `forward` returns a tuple, its first
    item counts. That output is weighted with `upstream`, as in a backward pass.
    """
    current_setting().values += 1
    point = np.asarray(args[wrt], dtype=np.float64)
    if point.size == 0:
        raise TopicError(f"{name}: the gradient of an empty argument proves nothing")
    every_entry = point.size <= ALL_DIRECTIONS
    directions = (
        np.eye(point.size).reshape(-1, *point.shape)
        if every_entry
        else rng.standard_normal((RANDOM_DIRECTIONS, *point.shape))
    )
    slopes = forward.slopes(tuple(args), kwargs or {}, wrt=wrt, directions=directions, upstream=np.asarray(upstream))
    if not np.isfinite(slopes).all():
        raise TopicError(f"{name}: the slopes of the reference's {forward.name} are not finite here")
    array = as_array(gradient, name)
    if array.shape != point.shape:
        reason = f"{_other_shape(name, array.shape, point.shape)}, the shape of what it is the gradient of"
        right = slopes.reshape(point.shape) if every_entry else None
        raise Wrong(Kind.SHAPE, name, reason, actual=array, expected=right)
    if every_entry:
        expected = slopes.reshape(point.shape)
        _compare(Kind.VALUES, name, array, expected, allowed(expected, _row_of_slopes()))
        return
    along = np.tensordot(array, directions, axes=(range(point.ndim), range(1, point.ndim + 1)))
    limits = allowed(slopes, _row_of_slopes())
    if differs(along, slopes, limits).any():
        worst = int(np.argmax(np.abs(along - slopes)))
        reason = (
            f"{name}: along a random direction the loss changes at the rate {slopes[worst]:.10g}, "
            f"{name} says {along[worst]:.10g}"
        )
        narrow = is_narrow(along, slopes, current_setting().device)
        raise Wrong(Kind.SLOPES, name, reason, actual=array, narrow=narrow)


def _row_of_slopes() -> Tolerance:
    setting = current_setting()
    return setting.tolerance(np.dtype(np.float64)) if setting.single else SLOPES


def unchanged(actual: Answer, before: npt.ArrayLike, name: str) -> None:
    """Require that `actual` equals its earlier copy `before`, bit for bit. The check must compare an answer as well.

    Raises TopicError if `before` is empty.
    """
    current_setting().other = "unchanged"
    array, copy = np.asarray(actual), np.asarray(before)
    if copy.size == 0:
        raise TopicError(f"{name}: an empty array cannot change")
    if array.shape != copy.shape or not np.array_equal(array, copy, equal_nan=array.dtype.kind in "fc"):
        raise Wrong(Kind.CHANGED, name, f"{name} was changed in place; it belongs to the caller", actual=array)


def finite(actual: Answer, name: str) -> None:
    """Require an array that is not empty and has no NaN and no infinity."""
    array = as_array(actual, name)
    bad = ~np.isfinite(array)
    if array.size == 0 or bad.any():
        problem = "is empty" if array.size == 0 else f"holds {array[bad].flat[0]}; {_count(int(bad.sum()), bad.size)}"
        raise Wrong(Kind.FINITE, name, f"{name} {problem}", actual=array)


def at_least(actual: Answer, bound: float, name: str) -> None:
    """Require that a number which the judge computed is `bound` or more. See `share_right` for an accuracy."""
    current_setting().values += 1
    value = float(actual)
    if not value >= bound:
        raise Wrong(Kind.BOUND, name, f"{name} is {value:.4g}, expected at least {bound:g}", actual=np.asarray(value))


def share_right(actual: Answer, expected: npt.ArrayLike, name: str) -> float:
    """The share of the entries of `expected` that `actual` has right, or of its rows if it has several axes.

    `actual` must have the shape of `expected`. Raises TopicError if `expected` is empty.
    """
    right = np.asarray(expected)
    if right.size == 0:
        raise TopicError(f"{name}: a share of no entries proves nothing")
    same_shape(actual, right.shape, name)
    return float(np.mean((as_array(actual, name) == right).reshape(len(right), -1).all(axis=1)))


def by_hand(student: ModuleProxy, work: Callable[[], object]) -> None:
    """Require that `work` uses no operation that `FORBIDDEN` in checks.py lists.

    `work` calls the student's code and compares its answers: code that is not written uses nothing forbidden either.
    """
    current_setting().other = "by_hand"
    try:
        work()
    except (StudentRaised, Wrong):  # the forbidden operation raised or spoilt the answer, or the code has another error
        if not student.used():
            raise
    for name, file, line, function in student.used():
        frames = (Frame.of(file, line, function),) if file else ()
        where = "".join(f" in {frame.place}" for frame in frames)
        reason = f"{visible(str(name), 80)} was called{where}: it is ready made, and this exercise is to write it"
        raise Wrong(Kind.READY_MADE, str(name), reason, frames=frames)


def holds(condition: object, sentence: str) -> None:
    """Require any other condition. `sentence` states the condition in words.

    An array of truth values must be true in every entry and must have an entry.
    """
    met = condition.size > 0 and bool(condition.all()) if isinstance(condition, np.ndarray) else bool(condition)
    if not met:
        raise Wrong(Kind.CLAIM, sentence, f"this does not hold: {sentence}", actual=np.asarray(met))
