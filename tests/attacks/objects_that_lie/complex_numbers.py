# stopped by: design
# ends as: failed
"""Return complex numbers whose real part alone is right in nothing, and infinities that cancel."""

import numpy as np


def double(x):
    return x + 1j * np.inf


def total(x):
    return np.array([complex(np.nan, np.inf)] * len(x))
