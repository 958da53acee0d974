"""Say in plain words what an exception means: which shapes met, which axis is missing, which name has no value.

The exception and its line stand above the sentence. So a sentence repeats neither, and it states no more than they prove.
Student code may raise any text. A sentence that repeats a part of the text counts as one that quotes inputs.
"""

from __future__ import annotations

import re

from ...values.finding import Cause
from ...values.text import visible
from . import exceptions_of_shapes
from .exceptions_of_shapes import Rule

LONGEST = 300  # characters of a message that are looked at


def find(kind: str, message: str) -> tuple[Cause, ...]:
    """The meaning of an exception of the type `kind` as a cause; empty if no rule knows it."""
    text = f"{kind}: {message[:LONGEST]}"
    for rule in RULES:
        if match := re.match(rule.pattern, text):
            plain = isinstance(rule.sentence, str) and "{" not in rule.sentence
            sentence = rule.sentence(match) if callable(rule.sentence) else rule.sentence.format(*match.groups())
            return (Cause(rule.id, visible(sentence, LONGEST), quotes_inputs=not plain),) if sentence else ()
    return ()


_CUT = (
    "The graph of autograd ends before this tensor. These cut it: .item(), .detach(), .data, .numpy(), torch.tensor(x), "
    "torch.no_grad()."
)
RULES = (
    *exceptions_of_shapes.RULES,
    Rule(
        "short_sequence",
        r"IndexError: (list|tuple) index out of range",
        "This {0} has fewer entries than the index needs.",
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
    Rule(
        "python_value",
        r"AttributeError: '(float|int|bool|list|tuple|dict|str)' object has no attribute '(\w{1,40})'",
        "This value is a {0} of Python. It is no array, and it has no `{1}`.",
    ),
    Rule(
        "no_such_attribute",
        r"AttributeError: '(?:numpy\.ndarray|Tensor)' object has no attribute '(\w{1,40})'",
        "Arrays and tensors have no `{0}`. NumPy and PyTorch have different names for some methods.",
    ),
    Rule(
        "no_such_attribute",
        r"AttributeError: '\w+' object has no attribute '(\w{1,40})'",
        "No line that ran before this one sets `{0}` on this object.",
    ),
    Rule(
        "no_such_argument",
        r"TypeError: .*got an unexpected keyword argument '(\w{1,40})'",
        "The function that is called has no argument `{0}`.",
    ),
    Rule(
        "missing_argument",
        r"TypeError: .*missing \d+ required positional arguments?: (.{1,80})",
        "The call leaves out {0}.",
    ),
    Rule(
        "number_of_arguments",
        r"TypeError: .*takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) (?:was|were) given",
        "The call passes {1}, and the function takes {0}. The object before the dot of a method counts.",
    ),
    Rule(
        "assignment_to_an_entry",
        r"TypeError: '(\w+)' object does not support item assignment",
        "This value is a {0} of Python, whose entries cannot be set.",
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
