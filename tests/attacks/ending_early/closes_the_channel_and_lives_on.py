# stopped by: design
# ends as: crashed
# says: closed its connection
"""Hang up on the judge, and stay."""

import os


def double(x):
    os.closerange(0, 256)
    while True:
        pass
