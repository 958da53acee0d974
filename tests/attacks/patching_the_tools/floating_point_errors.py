# stopped by: design
# ends as: failed
"""Turn warnings into exceptions, everywhere and for good."""

import warnings

import numpy as np

np.seterr(all="raise")
np.seterrcall(lambda *_: None)
warnings.simplefilter("error")


def double(x):
    return x
