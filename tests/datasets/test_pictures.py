"""Shapes can be told apart, lie whole inside their pictures, and are found at many places and sizes."""

import numpy as np
import pytest

from grader.datasets import SHAPES, shapes
from grader.values.errors import TopicError


def test_forms():
    """The number of bright pixels of each shape follows from its side."""
    images, labels = shapes(400, 10, 13, noise=0.0, seed=1)
    assert images.shape == (400, 1, 10, 13) and set(np.unique(images)) == {0.0, 1.0}
    sides, corners = set(), set()
    for image, label in zip(images[:, 0], labels, strict=True):
        rows, columns = np.nonzero(image)
        side = int(np.ptp(rows)) + 1
        assert np.ptp(columns) + 1 == side
        count = {"square": side**2, "frame": 4 * side - 4, "cross": 2 * side - 1, "diagonal": side}[SHAPES[label]]
        assert image.sum() == count
        sides.add(side)
        corners.add((rows.min(), columns.min()))
    assert sides == set(range(5, 11)) and len(corners) > 30


def test_labels_take_turns():
    """So every number of pictures has all classes alike."""
    assert shapes(6).labels.tolist() == [0, 1, 2, 3, 0, 1]


def test_noise_moves_brightness():
    """Towards the other one, and by no more than was said."""
    clean, noisy = shapes(40, noise=0.0, seed=2).images, shapes(40, noise=0.4, seed=2).images
    moved = np.abs(clean - noisy)
    assert noisy.min() >= 0 and noisy.max() <= 1
    assert 0.39 < moved.max() <= 0.4 and abs(moved.mean() - 0.2) < 0.01


def test_too_small():
    """No shape fits in."""
    assert shapes(4, 5, 5).images.shape == (4, 1, 5, 5)
    for height, width in ((4, 9), (9, 4)):
        with pytest.raises(TopicError, match="5 pixels"):
            shapes(4, height, width)
