"""Exceptions of NumPy, PyTorch and Python are explained by the words that they really have here."""

import numpy as np
import pytest
from support.outcomes import explained

from grader.judging.diagnosis import exceptions, exceptions_of_shapes
from grader.judging.diagnosis.exceptions import find

X = np.ones((20, 4))
READ_ONLY = np.ones(3)
READ_ONLY.flags.writeable = False


def unset(flag):
    """A local variable that has no value yet."""
    if flag:
        value = 1
    return value


class Empty:
    """An object on which nothing is set."""


def deep(n):
    """No end."""
    return deep(n + 1)


RAISED = [
    ("short_sequence", lambda: X.shape[2], "This tuple has fewer entries"),
    (
        "unpacked",
        lambda: exec("a, b, c = x.shape", {"x": X}),
        "Fewer values stand on the right of = (2) than names on its left (3)",
    ),
    ("unpacked", lambda: exec("a, = x.shape", {"x": X}), "than names on its left (1)"),
    ("none", lambda: exec("a, b = None"), "A value in this line is None."),
    ("none", lambda: None.shape, "A value in this line is None."),
    ("none", lambda: X[0, 0].item() + None, "A value in this line is None."),
    ("none", lambda: dict().get(0)[0], "A value in this line is None."),
    ("truth_of_an_array", lambda: bool(X), "need one truth value"),
    ("no_value_yet", lambda: unset(False), "`value` gets its value inside this function"),
    ("no_such_name", lambda: exec("nothing_here"), "No line that ran before this one defines `nothing_here`."),
    ("division_by_zero", lambda: 1 / 0, "The divisor in this line is 0."),
    ("sequence_as_array", lambda: [1] * 1.5, "Make an array of it first."),
    ("float_for_a_whole_number", lambda: range(4 / 2), "// gives a whole number."),
    ("float_for_a_whole_number", lambda: X[4 / 2], "// gives a whole number."),
    ("fractions_in_whole_numbers", lambda: np.ones(3, int).__iadd__(0.5), "cannot hold fractions"),
    ("read_only", lambda: READ_ONLY.__setitem__(0, 1.0), "Work on a copy"),
    ("not_in_the_dict", lambda: {}["mean"], "The dict has no entry 'mean'."),
    ("deep_recursion", lambda: deep(0), "too many times"),
    ("singular", lambda: np.linalg.solve(np.zeros((2, 2)), np.ones(2)), "has no inverse"),
    ("empty_list", lambda: np.stack([]), "The list of arrays is empty."),
    ("python_value", lambda: (1.0).sqrt(), "This value is a float of Python. It is no array, and it has no `sqrt`."),
    ("no_such_attribute", lambda: X.softmax(), "Arrays and tensors have no `softmax`."),
    ("no_such_attribute", lambda: Empty().gamma, "No line that ran before this one sets `gamma` on this object."),
    ("no_such_argument", lambda: unset(flags=True), "has no argument `flags`."),
    ("missing_argument", lambda: unset(), "The call leaves out 'flag'."),
    ("number_of_arguments", lambda: unset(1, 2), "The call passes 2, and the function takes 1."),
    ("assignment_to_an_entry", lambda: exec("x[0] = 1", {"x": (1, 2)}), "is a tuple of Python"),
]


@pytest.mark.parametrize(("id", "function", "says"), RAISED)
def test_an_exception_is_explained(id, function, says):
    """The exceptions are raised here, so another version of NumPy with other words is noticed."""
    (cause,) = explained(function)
    assert cause.id == id and says in cause.sentence


def test_exceptions_of_torch_are_explained():
    """They have other words for the same faults, and some faults of their own."""
    torch = pytest.importorskip("torch")
    leaf = torch.ones(3, requires_grad=True)
    once = (leaf * leaf).sum()
    once.backward()
    changed = leaf.exp()
    total = changed.sum()
    changed.mul_(2)
    module = type(
        "M", (torch.nn.Module,), {"__init__": lambda self: setattr(self, "w", torch.nn.Parameter(torch.ones(1)))}
    )
    for id, function in {
        "truth_of_an_array": lambda: bool(torch.ones(3)),
        "empty_list": lambda: torch.stack([]),
        "no_such_attribute": lambda: torch.ones(3).astype(float),
        "cut_graph": lambda: torch.ones(3).sum().backward(),
        "leaf_in_place": lambda: leaf.add_(1),
        "changed_before_backward": lambda: total.backward(),
        "backward_twice": lambda: once.backward(),
        "numpy_of_a_graph": lambda: leaf.numpy(),
        "mixed_dtypes": lambda: torch.ones(3, 3) @ torch.ones(3, 3, dtype=torch.float64),
        "super_init": module,
    }.items():
        assert [cause.id for cause in explained(function)] == [id]


def test_every_rule_is_met():
    """No rule stands for words that nothing here raises."""
    of_torch = "cut_graph leaf_in_place changed_before_backward backward_twice numpy_of_a_graph mixed_dtypes super_init"
    tested = {*of_torch.split(), *(id for id, _, _ in RAISED)}
    assert {rule.id for rule in exceptions.RULES} - {rule.id for rule in exceptions_of_shapes.RULES} == tested


def test_words_of_a_student_are_made_visible_and_count_as_inputs():
    """Code may raise any text, and a text may be long or hold what a check has drawn."""
    (cause,) = find("KeyError", "'\x1b[31m'")
    assert cause.quotes_inputs and "\x1b" not in cause.sentence
    (plain,) = find("ZeroDivisionError", "division by zero")
    assert not plain.quotes_inputs


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("ValueError", "my own words"),
        ("KeyError", ""),
    ],
)
def test_other_words_are_not_explained(kind, message):
    """No sentence is better than a wrong sentence."""
    assert find(kind, message) == ()
