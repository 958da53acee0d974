"""The meaning of exceptions about the shapes of arrays: which lengths met, which axis is missing, which index is too large."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Words = str | Callable[[re.Match[str]], str]


class Rule(NamedTuple):
    """An id for statistics, the pattern of an exception's type and message, and the sentence that explains it."""

    id: str
    pattern: str
    sentence: Words


def _shape(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,12}", text)]


def _written(shape: list[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


_ROWS = (
    "If the shorter array has one entry for each row of the longer one, it needs an axis of length 1 at its end: "
    "keepdims=True or [..., None]."
)


def _broadcast(match: re.Match[str]) -> str:
    """Two shapes that NumPy cannot broadcast: the lengths that meet, and what a short array lacks."""
    shapes = [_shape(text) for text in re.findall(r"\(([\d,]*)\)", match.group(1))]
    if len(shapes) == 3 and shapes[2] in shapes[:2]:  # an operation in place names the shape of its result, too
        shapes.pop()
    if len(shapes) != 2 or not all(shapes):
        return ""
    first, second = shapes
    meeting = [(a, b) for a, b in zip(first[::-1], second[::-1], strict=False) if a != b and 1 not in (a, b)]
    if not meeting:
        return ""
    met, other = meeting[0]
    said = f"NumPy compares shapes from the right: in {_written(first)} and {_written(second)}, {met} meets {other}."
    longer, shorter = sorted(shapes, key=len, reverse=True)
    if len(shorter) < len(longer) and longer[: len(shorter)] == shorter:
        said += f" {_ROWS}"
    return said


def _reshaped(count: str, wanted: str) -> str:
    """An array whose entries do not fill the shape that is asked for."""
    lengths = [int(number) for number in re.findall(r"-?\d{1,9}", wanted.replace("newaxis", "-1"))]
    if not lengths or any(length < -1 for length in lengths):
        return ""
    product = 1
    for length in lengths:
        product *= abs(length)
    if not product:
        return f"The array has {count} entries, and a shape with a length of 0 holds none."
    if -1 in lengths:
        return f"The array has {count} entries, which is no multiple of {product}, the product of the other lengths."
    return f"The array has {count} entries, and that shape holds {product}."


def _index(match: re.Match[str]) -> str:
    """An index beyond the end of an axis."""
    index, axis, size = match.groups()
    if not int(size):
        return f"Axis {axis} has no entry."
    entries = "one entry" if size == "1" else f"{size} entries"
    return f"Axis {axis} has {entries}. Its last index is {int(size) - 1}, and {index} is asked for."


def _axis(match: re.Match[str]) -> str:
    """An axis that an array does not have."""
    axis, count = match.groups()
    few = {"0": "no axis: it is one number", "1": "one axis, axis 0"}
    axes = few.get(count) or f"{count} axes, axis 0 to axis {int(count) - 1}"
    return f"This array has {axes}. There is no axis {axis}."


_NUMBER = "One side of @ is a single number. A number multiplies with *."
RULES = (
    Rule("broadcast", r"ValueError: (operands could not be broadcast together with shapes .*)", _broadcast),
    Rule(
        "broadcast",
        r"ValueError: could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
        "The place on the left of = has the shape {1}, and the array on the right has {0}.",
    ),
    Rule(
        "broadcast",
        r"RuntimeError: The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton \w+ (\d+)",
        "PyTorch compares shapes from the right. At dimension {2} the one tensor has the length {0} and the other has {1}.",
    ),
    Rule(
        "matrix_product",
        r"ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0.*\(size (\d+) is different from (\d+)\)",
        "A @ B needs as many columns of A as B has rows. Here A has {1} columns, and B has {0} rows.",
    ),
    Rule(
        "matrix_product",
        r"ValueError: shapes \(.*?\) and \(.*?\) not aligned: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)",
        "A matrix product A B needs as many columns of A as B has rows. Here A has {0} columns, and B has {1} rows.",
    ),
    Rule(
        "matrix_product",
        r"RuntimeError: mat1 and mat2 shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)",
        "A @ B needs as many columns of A as B has rows. Here A has {0} columns, and B has {1} rows.",
    ),
    Rule(
        "in_place_shape",
        r"(?:RuntimeError|ValueError): (?:output with shape|non-broadcastable output operand with shape) (\S.*?) doesn't match "
        r"the broadcast shape (\S.*)",
        "An operation in place keeps the shape {0}, and its result has the shape {1}.",
    ),
    Rule("product_with_a_number", r"RuntimeError: both arguments to matmul need to be at least 1D", _NUMBER),
    Rule(
        "product_with_a_number",
        r"ValueError: matmul: Input operand \d does not have enough dimensions \(has 0",
        _NUMBER,
    ),
    Rule("no_such_axis", r"AxisError: (?:axis\d*: )?axis (-?\d+) is out of bounds for array of dimension (\d+)", _axis),
    Rule(
        "no_such_axis",
        r"IndexError: Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)",
        "The dimensions of this tensor have the numbers {0} to {1}. There is no dimension {2}.",
    ),
    Rule(
        "index_beyond_the_end",
        r"(?:Index|Runtime)Error: index (-?\d+) is out of bounds for (?:axis|dimension) (\d+) with size (\d{1,9})\b",
        _index,
    ),
    Rule(
        "too_many_indices",
        r"IndexError: too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed",
        "The number of axes of the array is {0}, and the brackets have {1} indices.",
    ),
    Rule(
        "reshape",
        r"ValueError: cannot reshape array of size (\d+) into shape \(([^)]*)\)",
        lambda match: _reshaped(match[1], match[2]),
    ),
    Rule(
        "reshape",
        r"RuntimeError: shape '\[([^\]]*)\]' is invalid for input of size (\d+)",
        lambda match: _reshaped(match[2], match[1]),
    ),
    Rule(
        "axis_twice",
        r"ValueError: (?:repeated axis in transpose|duplicate value in 'axis')|"
        r"RuntimeError: (?:dim -?\d+ appears multiple times|.*duplicate dims)",
        "One axis stands twice in the list of axes. A negative number counts from the end.",
    ),
    Rule(
        "axes_of_transpose",
        r"ValueError: axes don't match array|RuntimeError: permute\(.*number of dimensions in the tensor input does not match",
        "transpose and permute need one number for each axis of the array.",
    ),
    Rule(
        "other_lengths_in_a_list",
        r"ValueError: all (?:the )?input array(?:s must have the same shape| dimensions except for the concatenation axis)|"
        r"RuntimeError: (?:stack expects each tensor to be equal size|Sizes of tensors must match except in dimension)",
        "The arrays in the list differ in a length that must be the same.",
    ),
)
