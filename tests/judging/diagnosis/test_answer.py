"""Evidence: numbers with many digits do not agree by chance; simple numbers and few digits do."""

import numpy as np
import pytest
from support.wrong_answers import X, wrong

from grader.judging.diagnosis.answer import item

NUMBERS = np.array([0.123456, 0.7654321])


@pytest.mark.parametrize(
    ("numbers", "dtype", "enough"),
    [
        (NUMBERS[:1], "float64", True),
        ([2.0], "float64", False),
        ([2.0, 0.5], "float64", False),
        ([2.0, 0.5, 0.01], "float64", True),
        ([0.0, 1.0, 0.0], "int64", True),
        (NUMBERS[:1], "float32", False),
        (NUMBERS, "float32", True),
        (NUMBERS, "float16", False),
        ([np.nan, np.inf], "float64", False),
        ([], "float64", False),
    ],
)
def test_how_many_numbers_are_enough(numbers, dtype, enough):
    """It depends on their digits, and on how many digits are compared."""
    answer = wrong(X.astype(dtype), X.astype(dtype))
    assert answer.are_enough(np.asarray(numbers, float)) is enough


def test_only_wrong_entries_are_evidence():
    """Entries that the change leaves as they are say nothing about it."""
    expected = np.array([0.0, 0.0, 0.0, 2.0])
    assert not wrong(-expected, expected).is_rescaled(-1.0)
    assert wrong(-X, X).is_rescaled(-1.0) and not wrong(X, X).is_rescaled(1.0)


def test_each_entry_has_its_own_allowed_difference():
    """A small entry beside a large one is compared as closely."""
    expected = np.array([1e6, 0.123456])
    assert wrong(2 * expected, expected).is_rescaled(2.0)
    assert not wrong(np.array([2e6, 0.25]), expected).is_rescaled(2.0)


@pytest.mark.parametrize(
    ("axis", "ndim", "words"),
    [
        (0, 1, ("entry", "entries")),
        (0, 2, ("row", "rows")),
        (1, 2, ("column", "columns")),
        (2, 3, ("slice along axis 2", "slices along axis 2")),
    ],
)
def test_the_nouns_for_items(axis, ndim, words):
    """As students call them."""
    assert item(axis, ndim) == words
