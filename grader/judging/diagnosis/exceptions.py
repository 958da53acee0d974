"""Say in plain words what an exception means: which shapes met, which axis is missing, which name has no value.

The exception and its line stand above the sentence. So a sentence repeats neither, and it states no more than they prove.
Student code may raise any text. A sentence that repeats a part of the text counts as one that quotes inputs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ...values.finding import Cause
from ...values.text import visible

LONGEST = 300  # characters of a message that are looked at
Words = str | Callable[[re.Match[str]], str]


class Rule(NamedTuple):
    """An id for statistics, the pattern of an exception's type and message, and the sentence that explains it."""

    id: str
    pattern: str
    sentence: Words


def find(kind: str, message: str) -> tuple[Cause, ...]:
    """The meaning of an exception of the type `kind` as a cause; empty if no rule knows it."""
    text = f"{kind}: {message[:LONGEST]}"
    for rule in RULES:
        if match := re.match(rule.pattern, text):
            plain = isinstance(rule.sentence, str) and "{" not in rule.sentence
            sentence = rule.sentence(match) if callable(rule.sentence) else rule.sentence.format(*match.groups())
            return (Cause(rule.id, visible(sentence, LONGEST), quotes_inputs=not plain),) if sentence else ()
    return ()


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


_CUT = (
    "The graph of autograd ends before this tensor. These cut it: .item(), .detach(), .data, .numpy(), torch.tensor(x), "
    "torch.no_grad()."
)
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
        "product_with_a_number",
        r"ValueError: matmul: Input operand \d does not have enough dimensions \(has 0",
        "One side of @ is a single number. A number multiplies with *.",
    ),
    Rule("no_such_axis", r"AxisError: (?:axis\d*: )?axis (-?\d+) is out of bounds for array of dimension (\d+)", _axis),
    Rule(
        "no_such_axis",
        r"IndexError: Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)",
        "The dimensions of this tensor have the numbers {0} to {1}. There is no dimension {2}.",
    ),
    Rule(
        "index_beyond_the_end",
        r"IndexError: index (-?\d+) is out of bounds for (?:axis|dimension) (\d+) with size (\d{1,9})\b",
        _index,
    ),
    Rule(
        "too_many_indices",
        r"IndexError: too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed",
        "The number of axes of the array is {0}, and the brackets have {1} indices.",
    ),
    Rule(
        "short_sequence",
        r"IndexError: (list|tuple) index out of range",
        "This {0} has fewer entries than the index needs.",
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
        r"ValueError: axes don't match array",
        "transpose needs one number for each axis of the array.",
    ),
    Rule(
        "unpacked",
        r"ValueError: too many values to unpack \(expected (\d+)",
        "More values stand on the right of = than names on its left ({0}). A shape has one number for each axis.",
    ),
    Rule(
        "unpacked",
        r"ValueError: not enough values to unpack \(expected (\d+), got (\d+)\)",
        "Fewer values stand on the right of = ({1}) than names on its left ({0}). A shape has one number for each axis.",
    ),
    Rule(
        "none",
        r"(?:TypeError: (?:cannot unpack non-iterable NoneType|'NoneType' object|unsupported operand type\(s\) for .*'NoneType')"
        r"|AttributeError: 'NoneType' object has no attribute)",
        "A value in this line is None. A function without `return` returns None.",
    ),
    Rule(
        "truth_of_an_array",
        r"(?:ValueError: The truth value of an (?:empty )?array|RuntimeError: Boolean value of Tensor with more than one)",
        "`if`, `and`, `or` and `not` need one truth value, and an array has one for each entry. &, |, ~ and np.where or "
        "torch.where work entry by entry.",
    ),
    Rule(
        "no_value_yet",
        r"UnboundLocalError: .*local variable '(\w+)'",
        "`{0}` gets its value inside this function, in a line that did not run before this one.",
    ),
    Rule("no_such_name", r"NameError: name '(\w+)' is not defined", "No line that ran before this one defines `{0}`."),
    Rule("division_by_zero", r"ZeroDivisionError: ", "The divisor in this line is 0."),
    Rule(
        "sequence_as_array",
        r"TypeError: (?:can't multiply sequence by non-int of type|can only concatenate (?:list|tuple)|"
        r"list indices must be integers or slices, not tuple)",
        "A list or tuple does not compute entry by entry. Make an array of it first.",
    ),
    Rule(
        "float_for_a_whole_number",
        r"TypeError: (?:'float' object cannot be interpreted as an integer|slice indices must be integers)|"
        r"IndexError: only integers, slices",
        "A length or an index must be a whole number. / gives a float, and // gives a whole number.",
    ),
    Rule(
        "fractions_in_whole_numbers",
        r"UFuncTypeError: Cannot cast ufunc '\w+' output from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
        "An array of whole numbers cannot hold fractions. An operation in place (+=, *=) keeps the dtype of the array.",
    ),
    Rule(
        "read_only",
        r"ValueError: (?:assignment destination|output array) is read-only",
        "This array belongs to the caller, who does not let it be changed. Work on a copy, or make a new array.",
    ),
    Rule("not_in_the_dict", r"KeyError: (.{1,60})$", "The dict has no entry {0}."),
    Rule(
        "deep_recursion",
        r"RecursionError: ",
        "Functions call each other too many times. A loop with a list of open tasks has no such limit.",
    ),
    Rule("singular", r"LinAlgError: Singular matrix", "The matrix has no inverse: its columns depend on each other."),
    Rule(
        "empty_list",
        r"(?:ValueError: need at least one array to|RuntimeError: stack expects a non-empty)",
        "The list of arrays is empty.",
    ),
    Rule(
        "super_init",
        r"AttributeError: cannot assign \w+ before Module.__init__\(\) call",
        "`super().__init__()` must be the first line of `__init__` in a Module.",
    ),
    Rule("cut_graph", r"RuntimeError: element 0 of tensors does not require grad", _CUT),
    Rule(
        "leaf_in_place",
        r"RuntimeError: a (?:view of a )?leaf Variable that requires grad is being used in an in-place operation",
        "A parameter is changed in place while autograd watches. The update belongs into `with torch.no_grad():`.",
    ),
    Rule(
        "changed_before_backward",
        r"RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation",
        "The backward pass needs a tensor that was changed in place after its use. Make a new tensor in place of the change.",
    ),
    Rule(
        "backward_twice",
        r"RuntimeError: Trying to backward through the graph a second time",
        "The graph is freed after one backward pass. A tensor of an earlier step is in this graph, or backward is called twice.",
    ),
    Rule(
        "numpy_of_a_graph",
        r"RuntimeError: Can't call numpy\(\) on Tensor that requires grad",
        "NumPy does not record gradients. Compute with PyTorch here, or detach the tensor if no gradient flows through it.",
    ),
    Rule(
        "mixed_dtypes",
        r"RuntimeError: (?:expected m1 and m2 to have the same dtype|expected scalar type|mat1 and mat2 must have the same dtype|"
        r"Input type .* and (?:bias|weight) type)",
        "Two tensors of different dtypes meet. Make new tensors with the dtype of the input: dtype=x.dtype, torch.zeros_like(x).",
    ),
)
