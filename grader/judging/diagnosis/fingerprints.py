"""A few numbers that identify an answer or a question, and survive another CPU, libm or BLAS: projections, not bits."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from ...checks.proxies import Handle, Owned
from ...checks.tolerances import tolerance
from ...worker.wire import Array

PROJECTIONS = 4
LARGEST = 1 << 17  # entries that are looked at: an answer may hold half a billion, and directions cost memory
QUESTION_TOLERANCE = 1e-6  # inputs are drawn or computed in float32 or better

Fingerprint = tuple[str, tuple[float, ...]]
QuestionFingerprint = tuple[str, tuple[tuple[float, ...], ...]]


@functools.lru_cache(maxsize=64)
def _directions(size: int) -> Array:
    # Uniform draws use no libm, so these are the same bits everywhere.
    return np.random.RandomState(20_259).random_sample((PROJECTIONS, size)) - 0.5


def of_array(value: npt.ArrayLike) -> Fingerprint:
    """Form (dtype kind, shape, how many NaN and infinities) and numbers (norm, then projections of the finite part)."""
    array = np.asarray(value)
    flat = array.reshape(-1)[:LARGEST].astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    parts: npt.NDArray[np.float64] = flat.view(np.float64)
    bad = (int(np.isnan(parts).sum()), int(np.isposinf(parts).sum()), int(np.isneginf(parts).sum()))
    with np.errstate(over="ignore"):
        clean = np.clip(np.nan_to_num(parts, nan=0.0, posinf=0.0, neginf=0.0), -1e150, 1e150)
        numbers = (float(np.sqrt(np.sum(clean * clean))), *map(float, _directions(parts.size) @ clean))
    return f"{array.dtype.kind}{list(array.shape)}{bad}", numbers


def matches(one: Fingerprint, other: Fingerprint, relative: float) -> bool:
    """Same form, and every projection within `relative` of the norm."""
    if one[0] != other[0]:
        return False
    limit = relative * max(1e-12, abs(one[1][0]), abs(other[1][0]))
    return all(abs(a - b) <= limit for a, b in zip(one[1], other[1], strict=True))


def answer_tolerance(value: npt.ArrayLike) -> float:
    """How far two answers with the same cause may be apart, for the dtype of `value`."""
    row = tolerance(np.asarray(value).dtype)
    return max(row.relative, 1e-9)


def of_question(node: object) -> QuestionFingerprint:
    """The fingerprint of a question's `identity`: its structure as text, the numbers of each array and each float in it."""
    numbers: list[tuple[float, ...]] = []
    return _structure(node, numbers), tuple(numbers)


def _structure(node: object, numbers: list[tuple[float, ...]]) -> str:
    if isinstance(node, np.ndarray):
        text, found = of_array(node)
        numbers.append(found)
        return f"{node.dtype.name}:{text}"
    if isinstance(node, dict):
        return "{" + ",".join(f"{key}:{_structure(node[key], numbers)}" for key in sorted(node)) + "}"
    if isinstance(node, list | tuple):
        return "[" + ",".join(_structure(item, numbers) for item in node) + "]"
    if isinstance(node, Owned):
        return _structure(node.value, numbers)
    if isinstance(node, Handle):
        return f"<{node._type_name}>"
    if isinstance(node, float) and np.isfinite(node):
        numbers.append((node,))
        return "float"
    return repr(node)


def exactly(node: object) -> object:
    """A question to the last bit, to be known again in the process that made it."""
    if isinstance(node, np.ndarray):
        return node.dtype.str, node.shape, node.tobytes()
    if isinstance(node, dict):
        return [(key, exactly(item)) for key, item in node.items()]
    if isinstance(node, list | tuple):
        return [exactly(item) for item in node]
    if isinstance(node, Owned):
        return exactly(node.value)
    return f"<{node._type_name}>" if isinstance(node, Handle) else repr(node)


def same_question(one: QuestionFingerprint, other: QuestionFingerprint) -> bool:
    """Whether two requests ask the same, up to the rounding of another machine."""
    if one[0] != other[0] or len(one[1]) != len(other[1]):
        return False
    # What should be 0 is a rounding error of its neighbours: a thousandth of the tolerance belongs to the whole question.
    largest = max((abs(number) for group in one[1] for number in group), default=0.0)
    return all(
        abs(a - b) <= QUESTION_TOLERANCE * (max(map(abs, group)) + 1e-3 * largest)
        for group, others in zip(one[1], other[1], strict=True)
        for a, b in zip(group, others, strict=True)
    )
