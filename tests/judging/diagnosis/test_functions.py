"""A function of the right answer is known by its name."""

import numpy as np
import pytest
from support.wrong_answers import CUBE, POSITIVE, X, ids, sentences

ROWS = POSITIVE / POSITIVE.sum(1, keepdims=True)
CENTERED = X - X.mean(0)


@pytest.mark.parametrize(
    ("actual", "expected", "cause"),
    [
        (X**2, X, "square"),
        (np.sqrt(POSITIVE), POSITIVE, "square_root"),
        (np.log(POSITIVE), POSITIVE, "log"),
        (-np.log(POSITIVE), POSITIVE, "minus_log"),
        (np.exp(X), X, "exp"),
        (np.exp(-X), X, "exp_of_minus"),
        (1 / X, X, "reciprocal"),
        (1 - X, X, "one_minus"),
        (np.exp(np.asarray(0.123456)), np.asarray(0.123456), "exp"),
        (np.cumsum(X, 0), X, "running_sum"),
        (X, np.cumsum(X, 1), "not_added_up"),
        (np.broadcast_to(X.mean(0), X.shape), X, "averaged"),
        (np.broadcast_to(X.sum(1, keepdims=True), X.shape), X, "averaged"),
        (np.broadcast_to(X[2], X.shape), X, "constant"),
        (np.full_like(X, 0.321), X, "constant"),
        (POSITIVE / POSITIVE.sum(0), ROWS, "other_axis"),
        (X - X.mean(1, keepdims=True), CENTERED, "other_axis"),
    ],
)
def test_each_function_is_found(actual, expected, cause):
    """No other one is named."""
    assert ids(actual, expected) == [cause]


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (X**2, X, "dx is the square of what it should be, entry by entry."),
        (np.cumsum(X, 1), X, "dx is added up over its columns: each holds the sum so far."),
        (
            CUBE,
            np.cumsum(CUBE, 0),
            "dx holds only what each of its slices along axis 0 adds: the sum so far belongs there.",
        ),
        (np.broadcast_to(X.mean(0), X.shape), X, "dx holds the mean of the right rows in all of its rows."),
        (np.broadcast_to(X[2], X.shape), X, "All rows of dx are equal, and the right rows differ."),
        (POSITIVE / POSITIVE.sum(0), ROWS, "dx sums to 1 along axis 0, and should along axis 1."),
        (X - X.mean(1, keepdims=True), CENTERED, "dx has a mean of 0 along axis 1, and should along axis 0."),
    ],
)
def test_sentences(actual, expected, sentence):
    """What stands in the answer, and what should."""
    assert sentences(actual, expected) == [sentence]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (X**2 + 1e-3, X),
        (np.exp(X) * 1.001, X),
        (np.asarray(0.25), np.asarray(0.5).reshape(())),
        (np.cumsum(X, 0) + np.arange(5), X),
        (np.broadcast_to(X[2], X.shape) + 1e-3 * X, X),
        (POSITIVE, ROWS),
        (np.roll(ROWS, 1, 1) * 1.01, ROWS),
    ],
)
def test_what_is_only_like_it_is_not_named(actual, expected):
    """A constant more, a factor more, numbers that come out equal by chance."""
    assert set(ids(actual, expected)) <= {"half"} and ids(actual, expected) == []


def test_a_right_answer_that_is_constant_is_no_evidence():
    """Then all rows should be equal, and are wrong for another reason."""
    expected = np.broadcast_to(X[0], X.shape)
    assert ids(np.broadcast_to(X[1], X.shape), expected) == []
