"""Little pictures of shapes for convolutional nets, made from a seed: a class is known by its form, at any place and size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError

SHAPES = ("square", "frame", "cross", "diagonal")  # by label
SMALLEST = 5  # pixels along the side of a shape


class Pictures(NamedTuple):
    """images (N, 1, H, W) float64 in [0, 1]; labels (N,) int64, positions in SHAPES."""

    images: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]


def shapes(count: int, height: int = 12, width: int = 16, *, noise: float = 0.3, seed: int = 0) -> Pictures:
    """Bright shapes on a dark ground: picture i shows SHAPES[i % 4], at a random place and with a random side of 5 or more.

    Shapes have brightness 1 and the ground 0. Every pixel moves towards the other by a random share of `noise`, which is
    between 0 and 1. Raises TopicError for pictures that are too small for the smallest shape.
    """
    if min(height, width) < SMALLEST:
        raise TopicError(f"pictures of shapes need {SMALLEST} pixels in height and in width")
    rng = np.random.RandomState(seed)
    labels = np.arange(count, dtype=np.int64) % len(SHAPES)
    images = np.zeros((count, 1, height, width))
    for image, label, (size, down, right) in zip(images, labels, rng.random_sample((count, 3)), strict=True):
        side = SMALLEST + int(size * (min(height, width) - SMALLEST + 1))
        top, left = int(down * (height - side + 1)), int(right * (width - side + 1))
        image[0, top : top + side, left : left + side] = _shape(SHAPES[label], side)
    drawn = noise * rng.random_sample(images.shape)
    return Pictures(np.where(images == 1, 1 - drawn, drawn), labels)


def _shape(name: str, side: int) -> npt.NDArray[np.bool_]:
    """The pixels of one shape, (side, side)."""
    row, column = np.indices((side, side))
    drawn = {
        "square": np.ones((side, side)),
        "frame": (np.minimum(row, column) == 0) | (np.maximum(row, column) == side - 1),
        "cross": (row == side // 2) | (column == side // 2),
        "diagonal": row == column,
    }
    return np.asarray(drawn[name], bool)
