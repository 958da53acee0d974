"""Handwritten digits: real data for checks that train, shipped with the package.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository (1998),
its test set, CC BY 4.0: 1,797 digits by 13 writers, 8 x 8 counts of dark pixels from 0 to 16.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Digits(NamedTuple):
    """images (K, 64) float64 in [0, 1], row by row; labels (K,) int64, 0 to 9. K is 1797 for all digits."""

    images: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]

    def split(self, rng: np.random.RandomState, *sizes: int) -> list[Digits]:
        """Sets of these sizes, drawn at random, that share no digit. Raises ValueError if there are too few digits."""
        if sum(sizes) > len(self.labels):
            raise ValueError(f"{len(self.labels)} digits make no sets of {', '.join(map(str, sizes))}")
        order = rng.permutation(len(self.labels))
        ends = np.cumsum(sizes)
        return [self._rows(order[end - size : end]) for size, end in zip(sizes, ends, strict=True)]

    def batches(self, rng: np.random.RandomState, steps: int, size: int) -> Digits:
        """Mini-batches, drawn with replacement: images (steps, size, 64) and labels (steps, size)."""
        return self._rows(rng.randint(0, len(self.labels), (steps, size)))

    def _rows(self, rows: npt.NDArray[np.int64]) -> Digits:
        return Digits(self.images[rows], self.labels[rows])


@functools.cache
def _stored() -> Digits:
    with np.load(Path(__file__).parent / "digits.npz", allow_pickle=False) as file:
        return Digits(file["images"] / 16.0, file["labels"].astype(np.int64))


def digits() -> Digits:
    """All digits, as new arrays that a check may change."""
    images, labels = _stored()
    return Digits(images.copy(), labels.copy())


class DigitSplits(NamedTuple):
    """Three sets of digits that share none: train (1,200 digits), validation (297) and test (300)."""

    train: Digits
    validation: Digits
    test: Digits


_TRAIN, _VALIDATION = 1200, 297


def digits_split() -> DigitSplits:
    """The digits in three fixed sets, in an order that says nothing of writers and labels, as new arrays.

    The thirteen writers are in all three sets. Choose settings on the validation set, and look at the test set once.
    """
    stored = _stored()
    order = np.argsort(np.random.RandomState(1998).random_sample(len(stored.labels)), kind="stable")
    return DigitSplits(*map(stored._rows, np.split(order, [_TRAIN, _TRAIN + _VALIDATION])))
