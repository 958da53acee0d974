"""The digits are whole, and their three parts share none."""

import numpy as np
import pytest

from grader.datasets import digits, digits_split


def test_digits():
    """As the docstring says."""
    images, labels = digits()
    assert images.shape == (1797, 64) and labels.shape == (1797,)
    assert images.min() == 0.0 and images.max() == 1.0 and set(labels.tolist()) == set(range(10))
    assert np.array_equal(images * 16, np.round(images * 16))


def test_the_parts_hold_every_digit_once():
    """No digit is in two of them, and every class is in each, about as often as in all."""
    parts = digits_split()
    assert [len(part.labels) for part in parts] == [1200, 297, 300]
    rows = [
        row.tobytes() + bytes([label]) for part in parts for row, label in zip(part.images, part.labels, strict=True)
    ]
    images, labels = digits()
    assert sorted(rows) == sorted(row.tobytes() + bytes([label]) for row, label in zip(images, labels, strict=True))
    for part in parts:
        shares = np.bincount(part.labels, minlength=10) / len(part.labels)
        assert shares.min() > 0.06 and shares.max() < 0.15


def test_the_order_says_nothing():
    """Neighbours in the parts are of different classes, as often as chance has it."""
    labels = digits_split().train.labels
    assert 0.05 < (labels[1:] == labels[:-1]).mean() < 0.15


def test_a_split_shares_no_digit():
    """The sets have the sizes that were asked for, and no digit is in two of them, or twice in one."""
    every = digits()
    numbered = every._replace(labels=np.arange(1797))
    sets = numbered.split(np.random.RandomState(0), 1000, 300, 20)
    assert [len(part.labels) for part in sets] == [1000, 300, 20]
    numbers = np.concatenate([part.labels for part in sets])
    assert len(set(numbers.tolist())) == 1320
    assert all(np.array_equal(part.images, every.images[part.labels]) for part in sets)


def test_a_split_wants_no_more_digits_than_there_are():
    """The error names the sizes."""
    with pytest.raises(ValueError, match="1797 digits make no sets of 1500, 300"):
        digits().split(np.random.RandomState(0), 1500, 300)


def test_batches_keep_images_and_labels_together():
    """Every image of a batch stands at its label's place."""
    every = digits()
    images, numbers = every._replace(labels=np.arange(1797)).batches(np.random.RandomState(0), 3, 40)
    assert images.shape == (3, 40, 64) and numbers.shape == (3, 40)
    assert np.array_equal(images, every.images[numbers])
    assert len(np.unique(numbers)) > 100
