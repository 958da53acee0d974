# stopped by: design
# ends as: crashed
# says: SIGABRT
"""Abort inside a call, as a failed assertion in C does."""

import os


def double(x):
    os.abort()
