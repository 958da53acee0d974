"""Points lie where the docstrings say."""

import numpy as np
import pytest

from grader.datasets import blobs, moons, sines
from grader.values.errors import TopicError


def test_moons_are_two_half_circles():
    """Without noise every point lies on its half circle; classes alternate, and the angles are uniform."""
    points, labels = moons(2001, 0.0, seed=1)
    assert points.shape == (2001, 2) and np.array_equal(labels, np.arange(2001) % 2)
    upper, lower = points[labels == 0], points[labels == 1]
    for half, centre, sign in ((upper, (0.0, 0.0), 1), (lower, (1.0, 0.5), -1)):
        moved = half - centre
        np.testing.assert_allclose((moved**2).sum(axis=1), 1.0, atol=1e-13)
        assert (sign * moved[:, 1] > -1e-12).all()
        angles = np.sort(np.arccos(np.clip(moved[:, 0], -1, 1))) / np.pi
        assert np.abs(angles - np.linspace(0, 1, len(angles))).max() < 0.06


def test_noise_is_added_to_both_coordinates():
    """Of the standard deviation that was asked for, about the same points."""
    moved = moons(4000, 0.2, seed=1).points - moons(4000, 0.0, seed=1).points
    assert np.abs(moved.std(axis=0) - 0.2).max() < 0.01


@pytest.mark.parametrize(("classes", "dimensions"), [(1, 1), (3, 1), (5, 2), (9, 2), (10, 4), (28, 3)])
def test_blobs_are_apart(classes, dimensions):
    """Centres keep their distance in any number of dimensions, and points lie around the centres of their classes."""
    points, labels, centres = blobs(50 * classes, classes, dimensions, distance=5.0, seed=2)
    assert points.shape == (50 * classes, dimensions) and centres.shape == (classes, dimensions)
    between = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    assert (between + 9 * np.eye(classes) >= 5.0).all()
    assert np.array_equal(labels, np.arange(50 * classes) % classes)
    moved = points - centres[labels]
    assert abs(moved.mean()) < 0.3 and 0.8 < moved.std() < 1.2


def test_no_classes_and_no_dimensions():
    """There are no such blobs."""
    for classes, dimensions in ((0, 2), (2, 0)):
        with pytest.raises(TopicError):
            blobs(9, classes, dimensions)


def test_sines():
    """The clean targets are the sine, and the others stray from it by the noise."""
    inputs, targets, clean = sines(3000, 0.3, seed=1)
    assert inputs.shape == targets.shape == clean.shape == (3000, 1) and np.abs(inputs).max() <= 1
    np.testing.assert_allclose(clean, np.sin(np.pi * inputs), atol=1e-13)
    assert abs((targets - clean).std() - 0.3) < 0.02
    assert np.array_equal(sines(9, 0.0).targets, sines(9, 0.0).clean)
