# stopped by: design
# ends as: failed
"""Return text, numbers without end, and containers of one entry too many, at which a check may trip."""

import numpy as np


def double(x):
    return "2 x"


def total(x):
    return {"totals": 10**400}


def batches(x, size):
    return [None, "rows", x, 1j, True]


def fit(x, target, steps):
    return (np.full(3, np.nan), 10**400), [[[]]]


def slope(weights, x, target):
    return np.array(["a", "b", "c"], dtype=object)


class Counter:
    add = value = property(lambda self: float("nan"))
    __len__ = lambda self: -1  # noqa: E731
