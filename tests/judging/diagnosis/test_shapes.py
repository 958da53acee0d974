"""An answer of another shape is compared by its numbers, not by its shape alone."""

import numpy as np
import pytest
from support.wrong_answers import CUBE, X, causes, ids, sentences

LINE = X[:, 0]


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (X.sum(0), X, "dx was summed over one axis too many: its right numbers are summed over axis 0."),
        (X.mean(1), X, "dx was averaged over one axis too many: its right numbers are averaged over axis 1."),
        (X.sum(), X, "dx is the sum of all right entries: the sum runs over too many axes."),
        (X.mean(), X, "dx is the mean of all right entries: the mean runs over too many axes."),
        (CUBE.reshape(12, 5), CUBE, "dx holds the right numbers in another shape: reshape or squeeze it."),
        (np.array([]), X, "dx is empty."),
    ],
)
def test_sentences(actual, expected, sentence):
    """Which numbers came, and which should."""
    assert sentences(actual, expected) == [sentence]


def test_a_broadcast_with_the_right_diagonal_is_certain():
    """Every entry met its own partner there. With other numbers, another function may have this shape too."""
    grown = LINE[:, None] * np.ones(6)
    [sure], [likely] = causes(grown, LINE), causes(np.random.RandomState(0).normal(size=(6, 6)), LINE)
    assert (sure.id, sure.likely, likely.id, likely.likely) == ("broadcast", False, "broadcast", True)
    assert "probably" in likely.sentence and "probably" not in sure.sentence


@pytest.mark.parametrize("number", [6.0, 0.0, 0.5, 0.123456])
def test_another_number_has_no_cause(number):
    """It may be a length, or nothing at all. The message says that an array is expected."""
    assert ids(np.asarray(number), X) == []


@pytest.mark.parametrize(
    ("actual", "expected"),
    [([1.0, 0.0, 0.0], 1.0), ([1, 1], 2), ([3.0], 3.0), ([[2.0]], [2.0])],
    ids=["one-hot", "two ones", "one number", "one entry"],
)
def test_simple_numbers_are_no_evidence(actual, expected):
    """Their sum, or their mean, is the right one by chance."""
    assert ids(np.asarray(actual), np.asarray(expected)) == []
