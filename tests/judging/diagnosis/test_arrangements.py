"""The right numbers in wrong places are known by the way in which they moved."""

import numpy as np
import pytest
from support.wrong_answers import CUBE, GATES, X, ids, put, sentences

SQUARE = np.random.RandomState(9).normal(0.4, 2.0, (5, 5))
SYMMETRIC = SQUARE + SQUARE.T
LINE = X[:, 0]


@pytest.mark.parametrize(
    ("actual", "expected", "sentence"),
    [
        (SQUARE.T, SQUARE, "dx is transposed."),
        (np.vstack([np.zeros((1, 5)), X[:-1]]), X, "dx has each row one place too late: an index is off by one."),
        (np.vstack([X[1:], np.zeros((1, 5))]), X, "dx has each row one place too early: an index is off by one."),
        (np.append(9.0, LINE[:-1]), LINE, "dx has each entry one place too late: an index is off by one."),
        (np.sort(X, 0), X, "dx holds the right numbers, but sorted along axis 0."),
        (np.sort(LINE), LINE, "dx holds the right numbers, but sorted along axis 0."),
        (X[[3, 1, 0, 2, 4, 5]], X, "dx holds the right numbers in the wrong places."),
        (LINE[::-1], LINE, "dx has its entries in the reverse order."),
        (
            np.roll(CUBE, -1, 2),
            CUBE,
            "dx has its slices along axis 2 shifted by one: the first slice along axis 2 stands at the other end.",
        ),
    ],
)
def test_sentences(actual, expected, sentence):
    """Rows, columns and entries are called by these names."""
    assert sentences(actual, expected) == [sentence]


def test_gates_are_blocks_of_several_columns():
    """Four single columns are columns, not gates."""
    assert "gates" in sentences(GATES[:, [2, 3, 0, 1, 4, 5, 6, 7]], GATES)[0]
    [sentence] = sentences(GATES[:, [1, 2, 0, 3]], GATES[:, :4])
    assert (
        sentence
        == "dx holds the right 4 columns along axis 1 in another order: (1, 2, 0, 3), where (0, 1, 2, 3) is expected."
    )


def test_what_a_symmetric_answer_does_not_show():
    """It is its own transposition: entries that are wrong for another reason are not explained by one."""
    answer = SYMMETRIC.copy()
    answer[1, 2] += 1.0
    assert ids(answer, SYMMETRIC) == []
    almost = SYMMETRIC.copy()
    almost[1, 2] += 1e-12
    assert ids(put(9.0, 2, into=almost), almost) == []


def test_small_numbers_beside_large_ones_do_not_hide_an_error():
    """What is small beside the largest allowed difference moves unseen, so it is no evidence."""
    expected = np.diag([1e6, 2e6, 3e6, 4e6]) + 1e-9 * np.random.RandomState(0).normal(size=(4, 4))
    answer = expected.copy()
    answer[0, 1] += 1e-4
    assert ids(answer, expected) == ["first_wrong"]


def test_a_few_classes_are_in_another_order_by_chance():
    """As many of each class as there should be is no evidence."""
    classes = np.array([0, 1, 2, 1, 0, 2, 2, 1])
    assert ids(classes[[3, 0, 2, 1, 4, 7, 6, 5]], classes) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_shift_needs_all_rows(seed):
    """One row that stands where its neighbour should be is no shift."""
    expected = np.random.RandomState(seed).normal(size=(6, 3))
    answer = expected.copy()
    answer[3] = expected[2]
    assert ids(answer, expected) == []
