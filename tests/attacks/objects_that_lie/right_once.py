# stopped by: design
# ends as: failed
"""Answer right the first time and never again."""

import numpy as np

CALLS = []


def double(x):
    return x


def total(x):
    CALLS.append(x)
    return x.sum(axis=1) if len(CALLS) == 1 else np.zeros(len(x))
