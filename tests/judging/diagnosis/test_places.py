"""Answers that are right in some rows are told by these rows."""

import numpy as np
import pytest
from support.wrong_answers import CUBE, X, causes, ids, put, sentences

ONLY_FIRST, ONLY_LAST = np.zeros_like(X), np.zeros_like(X)
ONLY_FIRST[0], ONLY_LAST[-1] = X[0], X[-1]
NOISE = np.random.RandomState(1).normal(size=X.shape)


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (put(9.0, 0), X, "The first row of dx is off, the others are right."),
        (put(9.0, 0, 5), X, "The first and the last row of dx are off, the others are right."),
        (put(9.0, 5)[:, 0], X[:, 0], "The last entry of dx is off, the others are right."),
        (put(9.0, 3), CUBE, None),
        (put(9.0, 3, into=CUBE), CUBE, "The last slice along axis 0 of dx is off, the others are right."),
        (put(NOISE[2:], 2, 3, 4, 5), X, "The first 2 rows of dx are right, and all 4 after them are off."),
        (put(NOISE[1:], 1, 2, 3, 4, 5), X, "Only the first row of dx is right, all other rows are off."),
        (put(NOISE[:5], 0, 1, 2, 3, 4), X, "Only the last row of dx is right, all other rows are off."),
        (
            ONLY_FIRST,
            X,
            "Only the first row of dx is right, and the rest is zero: probably the loop ends in its first round.",
        ),
        (
            ONLY_LAST,
            X,
            "Only the last row of dx is right, and the rest is zero: probably the loop makes a new array in each round.",
        ),
    ],
)
def test_sentences(actual, expected, sentence):
    """Which rows are right, and which are not."""
    assert sentences(actual, expected) == ([sentence] if sentence else [])


def test_only_what_is_guessed_is_likely():
    """Which rows are off is certain, the loop is not."""
    assert [cause.likely for cause in causes(ONLY_FIRST, X)] == [True]
    assert [cause.likely for cause in causes(put(9.0, 0), X)] == [False]


@pytest.mark.parametrize("places", [(1,), (1, 4), (0, 2), (0, 1, 5), (0, 1, 2, 4, 5)])
def test_other_rows_are_no_pattern(places):
    """The message names an entry, and the example shows the rest."""
    assert ids(put(NOISE[list(places)], *places), X) == []


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_rows_are_no_pattern(count):
    """Of three rows, one is the first or the last by chance."""
    for place in range(count):
        assert ids(put(NOISE[place], place)[:count, :3], X[:count, :3]) == []
