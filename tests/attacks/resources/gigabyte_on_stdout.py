# stopped by: bounds
# ends as: crashed
# says: printed more than 64 MB
"""Print a gigabyte."""

import os

MEGABYTE = b"all checks passed\n" * 58_254


def double(x):
    for _ in range(1000):
        os.write(1, MEGABYTE)
    return x
