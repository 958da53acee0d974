"""Points in the plane and in space, with classes, and a curve with noise. All are made from a seed."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError
from .arithmetic import cosine, noise, sine

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


class Points(NamedTuple):
    """points (N, D) float64; labels (N,) int64, from 0."""

    points: Floats
    labels: Labels


class Blobs(NamedTuple):
    """points (N, D) float64; labels (N,) int64, from 0; centres (K, D) float64: the mean of each class before noise."""

    points: Floats
    labels: Labels
    centres: Floats


class Curve(NamedTuple):
    """inputs (N, 1), targets (N, 1), and targets without noise, clean (N, 1); all float64."""

    inputs: Floats
    targets: Floats
    clean: Floats


def moons(rows: int, noise_std: float = 0.1, *, seed: int = 0) -> Points:
    """Two half circles that reach into each other: (cos t, sin t) and (1 - cos t, 1/2 - sin t), t uniform in [0, pi].

    Nearly normal noise of this standard deviation is added to both coordinates. Row i is of class i % 2.
    """
    rng = np.random.RandomState(seed)
    angles = math.pi * rng.random_sample(rows)
    labels = np.arange(rows, dtype=np.int64) % 2
    x, y = cosine(angles), sine(angles)
    clean = np.stack([np.where(labels == 0, x, 1 - x), np.where(labels == 0, y, 0.5 - y)], axis=1)
    return Points(clean + noise_std * noise(rng, (rows, 2)), labels)


def blobs(
    rows: int, classes: int, dimensions: int = 2, *, distance: float = 6.0, noise_std: float = 1.0, seed: int = 0
) -> Blobs:
    """Clouds of points around one centre for each class. Any two centres are at least `distance` apart.

    Nearly normal noise of this standard deviation is added to every coordinate. Row i is of class i % classes. Raises TopicError
    without classes or dimensions.
    """
    if classes < 1 or dimensions < 1:
        raise TopicError("blobs need one class and one dimension or more")
    rng = np.random.RandomState(seed)
    side = next(side for side in range(1, classes + 1) if side**dimensions >= classes)
    cells = np.stack([np.arange(classes) // side**axis % side for axis in range(dimensions)], axis=1)
    # Each centre lies in a cell of its own. Cells are twice as wide as the distance, and a centre lies in half of its cell.
    centres = distance * (2.0 * cells + rng.random_sample((classes, dimensions)) - side)
    labels = np.arange(rows, dtype=np.int64) % classes
    return Blobs(centres[labels] + noise_std * noise(rng, (rows, dimensions)), labels, centres)


def sines(rows: int, noise_std: float = 0.1, *, seed: int = 0) -> Curve:
    """One period of a sine for regression: sin(pi x) at uniform x in [-1, 1], with nearly normal noise."""
    rng = np.random.RandomState(seed)
    inputs = 2 * rng.random_sample((rows, 1)) - 1
    clean = sine(math.pi * inputs)
    return Curve(inputs, clean + noise_std * noise(rng, (rows, 1)), clean)
