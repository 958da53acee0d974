# stopped by: design
# ends as: crashed
# says: SIGSEGV
"""Recurse until the C stack ends, with Python's own guard taken away."""

import sys

sys.setrecursionlimit(1 << 30)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "a")


def double(x):
    return repr(Deep().a)
