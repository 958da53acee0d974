# stopped by: design
# ends as: failed
"""Return arrays whose entries are hidden by a mask, or have names, or are texts and dates."""

import numpy as np


def double(x):
    return np.ma.masked_all(x.shape)


def total(x):
    return np.zeros(len(x), dtype=[("value", "f8"), ("passed", "?")])


def fit(x, target, steps):
    return np.array(["passed"] * 3), np.full(steps, np.datetime64("NaT"))


class Counter:
    value = np.ma.masked

    def add(self, number):
        pass

    def __len__(self):
        return 2
