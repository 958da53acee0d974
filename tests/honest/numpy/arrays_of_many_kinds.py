"""The right numbers in Fortran's order, strided, read-only, of a class of its own, as a matrix, in the other byte order."""

import numpy as np
from plain import slope


class Tagged(np.ndarray):
    """An array with a tag, as the manual of NumPy shows it."""

    def __new__(cls, values, tag=""):
        made = np.asarray(values).view(cls)
        made.tag = tag
        return made

    def __array_finalize__(self, other):
        self.tag = getattr(other, "tag", "")


_calls = 0


def double(x):
    global _calls
    _calls += 1
    if _calls % 2:
        return np.asfortranarray(2 * x)
    return np.matrix(2 * x)


def total(x):
    wide = np.repeat(x.sum(axis=1), 2)[::2]
    wide.flags.writeable = False
    return Tagged(wide.astype(">f8"), "sums")


class Counter:
    def __init__(self):
        self.value, self.count = np.float64(0), np.int64(0)

    def add(self, number):
        self.value += number
        self.count += 1

    def __len__(self):
        return int(self.count)


def batches(x, size):
    yield from np.split(np.broadcast_to(x, x.shape), range(size, len(x), size))


def fit(x, target, steps):
    weights, losses = np.zeros((x.shape[1], 1)), np.ma.zeros(steps)
    for step in range(steps):
        losses[step] = np.linalg.norm(x @ weights[:, 0] - target) ** 2 / len(x) / 2
        weights[:, 0] -= 0.1 * slope(weights[:, 0], x, target)
    return weights[:, 0][::-1][::-1], losses
