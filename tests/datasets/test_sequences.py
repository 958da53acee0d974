"""Each task is what its name says, by plain Python."""

import numpy as np
import pytest

from grader.datasets import sequences
from grader.datasets.sequences import TASKS
from grader.values.errors import TopicError

BY_HAND = {
    "copy": list,
    "reverse": lambda row: row[::-1],
    "sort": sorted,
    "parity": lambda row: [sum(row[: place + 1]) % 2 for place in range(len(row))],
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("symbols", [2, 5])
def test_targets(task, symbols):
    """For every row."""
    inputs, targets = sequences(task, 30, 7, symbols, seed=1)
    assert inputs.shape == targets.shape == (30, 7)
    assert [BY_HAND[task](row) for row in inputs.tolist()] == targets.tolist()


def test_symbols_are_uniform():
    """All of them come, about equally often; one symbol is always 0."""
    inputs = sequences("copy", 500, 20, 10).inputs
    assert np.abs(np.bincount(inputs.ravel(), minlength=10) / 10_000 - 0.1).max() < 0.02
    assert not sequences("copy", 3, 3, 1).inputs.any()


def test_an_unknown_task():
    """The sentence names those that there are."""
    with pytest.raises(TopicError, match="copy, reverse, sort, parity"):
        sequences("add", 3, 3)
