# stopped by: bounds
# ends as: failed
"""Return truth values by the hundred million, each of which becomes a number of eight bytes when it is explained."""

import numpy as np


def double(x):
    return x


def total(x):
    return np.zeros(100_000_000, bool)
