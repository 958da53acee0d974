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
    """images (1797, 64) float64 in [0, 1], row by row; labels (1797,) int64, 0 to 9."""

    images: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]


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
    images, labels = _stored()
    order = np.argsort(np.random.RandomState(1998).random_sample(len(labels)), kind="stable")
    parts = np.split(order, [_TRAIN, _TRAIN + _VALIDATION])
    return DigitSplits(*(Digits(images[part], labels[part]) for part in parts))
