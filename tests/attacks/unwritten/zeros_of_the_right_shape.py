# stopped by: design
# ends as: failed
"""Return zeros of the right shape and dtype, and leave everything else alone."""

import numpy as np


class Counter:
    value = 0.0

    def add(self, number):
        pass

    def __len__(self):
        return 0


def double(x):
    return np.zeros_like(x)


def total(x):
    return np.zeros(len(x), x.dtype)


def batches(x, size):
    return [np.zeros((size, x.shape[1]))] * (len(x) // size)


def slope(weights, x, target):
    return np.zeros_like(weights)


def fit(x, target, steps):
    return np.zeros(x.shape[1]), np.zeros(steps)
