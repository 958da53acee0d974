"""Exceptions about shapes are explained by the words that NumPy and PyTorch really have here."""

import numpy as np
import pytest
from support.outcomes import explained

from grader.judging.diagnosis.exceptions import find
from grader.judging.diagnosis.exceptions_of_shapes import RULES

X = np.ones((20, 4))
RAISED = [
    ("broadcast", lambda: X + np.ones(20), "in (20, 4) and (20,), 4 meets 20. If the shorter array"),
    ("broadcast", lambda: np.add(X, np.ones(20), out=X.copy()), "in (20, 4) and (20,), 4 meets 20."),
    ("broadcast", lambda: X + np.ones((3, 4)), "in (20, 4) and (3, 4), 20 meets 3."),
    (
        "broadcast",
        lambda: np.ones(3).__setitem__(slice(None), np.ones(4)),
        "the shape (3,), and the array on the right has (4,)",
    ),
    ("matrix_product", lambda: X @ X, "Here A has 4 columns, and B has 20 rows."),
    ("matrix_product", lambda: np.dot(X, X), "Here A has 4 columns, and B has 20 rows."),
    ("product_with_a_number", lambda: X @ 3, "A number multiplies with *."),
    ("no_such_axis", lambda: X.sum(axis=2), "This array has 2 axes, axis 0 to axis 1. There is no axis 2."),
    ("no_such_axis", lambda: np.ones(3).sum(axis=-2), "This array has one axis, axis 0. There is no axis -2."),
    ("no_such_axis", lambda: np.float64(3).sum(axis=1), "This array has no axis: it is one number."),
    ("index_beyond_the_end", lambda: X[20], "Axis 0 has 20 entries. Its last index is 19, and 20 is asked for."),
    ("index_beyond_the_end", lambda: X[:0][0], "Axis 0 has no entry."),
    ("too_many_indices", lambda: X[0, 0, 0], "The number of axes of the array is 2, and the brackets have 3 indices."),
    ("reshape", lambda: X.reshape(3, 5), "The array has 80 entries, and that shape holds 15."),
    ("reshape", lambda: X.reshape(0, 5), "The array has 80 entries, and a shape with a length of 0 holds none."),
    ("reshape", lambda: X.reshape(3, -1), "The array has 80 entries, which is no multiple of 3"),
    ("axis_twice", lambda: X.transpose(0, 0), "One axis stands twice"),
    ("axis_twice", lambda: X.sum(axis=(0, 0)), "One axis stands twice"),
    ("axes_of_transpose", lambda: X.transpose(0), "one number for each axis"),
    (
        "in_place_shape",
        lambda: np.ones(3).__iadd__(np.ones((2, 3))),
        "keeps the shape (3,), and its result has the shape (2,3).",
    ),
    ("other_lengths_in_a_list", lambda: np.stack([np.ones(3), np.ones(4)]), "differ in a length"),
    ("other_lengths_in_a_list", lambda: np.concatenate([np.ones((1, 3)), np.ones((1, 4))]), "differ in a length"),
]


@pytest.mark.parametrize(("id", "function", "says"), RAISED)
def test_an_exception_is_explained(id, function, says):
    """The exceptions are raised here, so another version of NumPy with other words is noticed."""
    (cause,) = explained(function)
    assert cause.id == id and says in cause.sentence


def test_exceptions_of_torch_are_explained():
    """They have other words for the same faults."""
    torch = pytest.importorskip("torch")
    for id, function in {
        "broadcast": lambda: torch.ones(3, 4) + torch.ones(3, 3),
        "matrix_product": lambda: torch.ones(3, 4) @ torch.ones(3, 4),
        "no_such_axis": lambda: torch.ones(3).sum(dim=1),
        "index_beyond_the_end": lambda: torch.ones(3)[3],
        "reshape": lambda: torch.ones(12).reshape(5, -1),
        "axis_twice": lambda: torch.ones(2, 3).sum(dim=(0, 0)),
        "in_place_shape": lambda: torch.ones(3).add_(torch.ones(2, 3)),
        "product_with_a_number": lambda: torch.ones(3) @ torch.tensor(2.0),
        "axes_of_transpose": lambda: torch.ones(2, 3).permute(0),
        "other_lengths_in_a_list": lambda: torch.stack([torch.ones(3), torch.ones(4)]),
    }.items():
        assert [cause.id for cause in explained(function)] == [id]


def test_every_rule_is_met():
    """No rule stands for words that nothing here raises."""
    assert {rule.id for rule in RULES} == {id for id, _, _ in RAISED}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("ValueError", "operands could not be broadcast together with shapes nobody knows"),
        ("ValueError", "operands could not be broadcast together with shapes (3,) (3,) (4,)"),
        ("ValueError", "operands could not be broadcast together with shapes (3,) (3,)"),
        ("ValueError", "cannot reshape array of size 80 into shape (-3,5)"),
        ("IndexError", "index 1 is out of bounds for axis 0 with size " + "9" * 5000),
    ],
)
def test_other_words_are_not_explained(kind, message):
    """No sentence is better than a wrong sentence."""
    assert find(kind, message) == ()
