"""Fingerprints of answers and questions: a few projections, which survive the rounding of another CPU, libm or BLAS."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ...checks.handles import Handle
from ...checks.proxies import Owned
from ...checks.tolerances import tolerance
from ...checks.unread import Unread
from ...worker.wire import Array

PROJECTIONS = 2
ASKED = 2  # numbers of an array in a question: its norm and one projection
_NARROW = 8  # digits of the numbers of float32 and float16 answers
LARGEST = 1 << 17  # entries of an array that are used: an answer may have half a billion, and directions cost memory
QUESTION_TOLERANCE = 1e-6  # inputs are drawn or computed in float32 or a better precision

Fingerprint = tuple[str, tuple[float, ...]]
QuestionFingerprint = tuple[str, tuple[tuple[float, ...], ...]]


@functools.lru_cache(maxsize=64)
def _directions(size: int) -> Array:
    # Uniform draws do not use libm, so the directions have the same bits on every machine.
    return np.random.RandomState(20_259).random_sample((PROJECTIONS, size)) - 0.5


def of_array(value: npt.ArrayLike) -> Fingerprint:
    """The form (dtype kind, shape, counts of NaN and infinities if there are any) and the numbers (norm, projections of the
    finite part), rounded far below the tolerance."""
    array = np.asarray(value)
    with np.errstate(invalid="ignore"):  # a NaN of another kind becomes a plain one
        flat = array.reshape(-1)[:LARGEST].astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    parts: npt.NDArray[np.float64] = flat.view(np.float64)
    bad = (int(np.isnan(parts).sum()), int(np.isposinf(parts).sum()), int(np.isneginf(parts).sum()))
    with np.errstate(over="ignore"):
        clean = np.clip(np.nan_to_num(parts, nan=0.0, posinf=0.0, neginf=0.0), -1e150, 1e150)
        numbers = (float(np.sqrt(np.sum(clean * clean))), *map(float, _directions(parts.size) @ clean))
    digits = _NARROW if array.dtype.kind in "fc" and array.real.itemsize <= 4 else 12
    return f"{array.dtype.kind}{list(array.shape)}{bad if any(bad) else ''}", rounded(numbers, digits)


def is_narrow(fingerprint: Fingerprint) -> bool:
    """Whether the numbers have the few digits of a float32 answer."""
    return fingerprint[1] == rounded(fingerprint[1], _NARROW)


def rounded(numbers: Sequence[float], digits: int) -> tuple[float, ...]:
    """The numbers with this many digits of the largest, so that recordings are small."""
    largest = max(map(abs, numbers))
    places = digits - 1 - math.floor(math.log10(largest)) if largest else 0
    return tuple(round(number, places) + 0.0 for number in numbers)


def matches(left: Fingerprint, right: Fingerprint, relative: float) -> bool:
    """Whether two answers have the same form, and projections that differ by at most `relative` times the norm."""
    (left_form, left_numbers), (right_form, right_numbers) = left, right
    if left_form != right_form:
        return False
    limit = relative * max(1e-12, abs(left_numbers[0]), abs(right_numbers[0]))
    return all(abs(a - b) <= limit for a, b in zip(left_numbers, right_numbers, strict=True))


def distance(left: Fingerprint, right: Fingerprint) -> float:
    """How far the numbers of two answers of the same form are from each other; infinite if the forms differ."""
    if left[0] != right[0]:
        return math.inf
    return max(abs(a - b) for a, b in zip(left[1], right[1], strict=True))


def holds_numbers(fingerprint: Fingerprint) -> bool:
    """Whether a finite number other than 0 is in the answer. Else many different mistakes have this fingerprint."""
    return any(fingerprint[1])


def answer_tolerance(value: npt.ArrayLike) -> float:
    """The `relative` of `matches` for two answers with the same cause, by the dtype of `value`."""
    row = tolerance(np.asarray(value).dtype)
    return max(row.relative, 1e-9)


def of_question(node: object) -> QuestionFingerprint:
    """The fingerprint of a question's `identity`: its structure as text, and the numbers of each array and float in it."""
    numbers: list[tuple[float, ...]] = []
    return _structure(node, numbers), tuple(numbers)


def _structure(node: object, numbers: list[tuple[float, ...]]) -> str:
    if isinstance(node, np.ndarray):
        form, projections = of_array(node)
        numbers.append(rounded(projections[:ASKED], 9))
        return f"{node.dtype.name}:{form}"
    if isinstance(node, dict):
        return "{" + ",".join(f"{key}:{_structure(node[key], numbers)}" for key in sorted(node)) + "}"
    if isinstance(node, list | tuple):
        return "[" + ",".join(_structure(item, numbers) for item in node) + "]"
    if isinstance(node, Owned):
        return _structure(node.value, numbers)
    if isinstance(node, Handle):
        return f"<{node._type_name}>"
    if isinstance(node, Unread):
        return f"<entry {node._entry} of answer {node._answer}>"
    if isinstance(node, float) and np.isfinite(node):
        numbers.append(rounded((node,), 9))
        return "float"
    return repr(node)


def exactly(node: object) -> object:
    """A key of a question with all its bits, for use in the same process."""
    if isinstance(node, np.ndarray):
        return node.dtype.str, node.shape, node.tobytes()
    if isinstance(node, dict):
        return [(key, exactly(item)) for key, item in node.items()]
    if isinstance(node, list | tuple):
        return [exactly(item) for item in node]
    if isinstance(node, Owned):
        return exactly(node.value)
    return f"<{node._type_name}>" if isinstance(node, Handle) else repr(node)


def same_question(left: QuestionFingerprint, right: QuestionFingerprint) -> bool:
    """Whether two questions are the same, up to the rounding of another machine."""
    (left_structure, left_groups), (right_structure, right_groups) = left, right
    if left_structure != right_structure or len(left_groups) != len(right_groups):
        return False
    # A number that should be 0 comes out as a rounding error of other arrays' numbers. So a thousandth of the tolerance is
    # measured by the largest number of the whole question.
    largest = max((abs(number) for group in left_groups for number in group), default=0.0)
    return all(
        abs(a - b) <= QUESTION_TOLERANCE * (max(map(abs, left_group)) + 1e-3 * largest)
        for left_group, right_group in zip(left_groups, right_groups, strict=True)
        for a, b in zip(left_group, right_group, strict=True)
    )
