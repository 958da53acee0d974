"""Large intermediate arrays, extended precision on the way, a pause, work in place on copies of its own."""

import copy
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
from plain import Counter, batches, slope  # noqa: F401


def double(x):
    time.sleep(0.3)
    large = np.ones(25_000_000)  # 200 MB
    large[: x.size] *= x.ravel()
    return 2 * large[: x.size].reshape(x.shape)


def total(x):
    own = copy.deepcopy(x).astype(np.longdouble)
    own[:, 0] += own[:, 1:].sum(axis=1)
    exact = [float(sum(map(Fraction, row))) for row in x.tolist()]
    decimal = [float(sum(map(Decimal, row))) for row in x.tolist()]
    assert np.allclose(exact, decimal)
    return own[:, 0].astype(float)


def fit(x, target, steps):
    x, target = x.astype(np.longdouble), target.astype(np.longdouble)
    weights, losses = np.zeros(x.shape[1], np.longdouble), []
    for _ in range(steps):
        losses.append(np.mean((x @ weights - target) ** 2) / 2)
        weights = weights - np.longdouble(1) / 10 * slope(weights, x, target)
    return weights.astype(np.float64), np.array(losses, dtype=np.float64)
