# stopped by: design
# ends as: failed
"""Return an array of objects that unpickle into a call of os.system."""

import numpy as np


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("echo passed > /tmp/harm-<token>",)

    def __mul__(self, other):
        return self

    __rmul__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__


def double(x):
    return np.full(x.shape, Evil(), dtype=object)
