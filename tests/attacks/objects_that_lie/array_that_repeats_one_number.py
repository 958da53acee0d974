# stopped by: design
# ends as: raised
"""Return an array of a terabyte that takes eight bytes of memory."""

import numpy as np


def double(x):
    return np.broadcast_to(np.float64(0.0), (1 << 20, 1 << 17))
