"""The distributions that a check may expect of draws, as values with a range, a mean, a standard deviation and a cdf."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError
from ..worker.wire import Array

Cdf = Callable[[Array], Array]


@dataclasses.dataclass(frozen=True)
class Uniform:
    """Every number between `low` and `high`, alike."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def std(self) -> float:
        return (self.high - self.low) / math.sqrt(12)

    def cdf(self, x: Array) -> Array:
        """The probability of a draw of at most x, in the shape of x."""
        return np.asarray(np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0))


@dataclasses.dataclass(frozen=True)
class Normal:
    """The normal distribution."""

    mean: float
    std: float

    def cdf(self, x: Array) -> Array:
        """The probability of a draw of at most x, in the shape of x."""
        scaled = (x - self.mean) / (self.std * math.sqrt(2))
        return np.array([0.5 * math.erfc(-float(z)) for z in scaled.ravel()]).reshape(x.shape)


@dataclasses.dataclass(frozen=True)
class Choice:
    """Single values, float64 (K,) in ascending order, and their probabilities (K,)."""

    values: Array
    probabilities: Array


def uniform(low: float, high: float) -> Uniform:
    """The uniform distribution between two numbers, for `drawn_from`. Raises TopicError unless low < high."""
    if not low < high:
        raise TopicError(f"uniform({low}, {high}) has no number in it")
    return Uniform(float(low), float(high))


def normal(mean: float, std: float) -> Normal:
    """The normal distribution with this mean and standard deviation, for `drawn_from`. Raises TopicError unless std > 0."""
    if not std > 0:
        raise TopicError(f"a normal distribution with standard deviation {std} is a constant")
    return Normal(float(mean), float(std))


def choice(values: Sequence[float] | npt.ArrayLike, probabilities: npt.ArrayLike | None = None) -> Choice:
    """Draws that take one of `values` (K,), each with its probability (K,); alike if no probabilities are given.

    `choice(range(5))` is what `rng.integers(0, 5)` draws. A value of probability 0 must not occur. Raises TopicError for values
    that occur twice, for a single value, and for probabilities that are no probabilities.
    """
    listed = np.asarray(values, np.float64).ravel()
    shares = (
        np.full(listed.size, 1 / max(1, listed.size)) if probabilities is None else np.asarray(probabilities, float)
    )
    if len(np.unique(listed)) != listed.size or listed.size < 2:
        raise TopicError("choice needs two values or more, and each of them once")
    if shares.shape != listed.shape or (shares < 0).any() or (shares >= 1).any() or abs(shares.sum() - 1) > 1e-9:
        raise TopicError("choice needs one probability below 1 for each value, and 1 as their sum")
    order = np.argsort(listed)
    return Choice(listed[order], shares[order])
