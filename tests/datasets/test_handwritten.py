"""The digits are whole, and their three parts share none."""

import numpy as np

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
