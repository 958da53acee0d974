# stopped by: own user, seccomp
# harm: limits
"""Nail another process to one processor."""

import os


def double(x):
    os.sched_setaffinity(int("<sibling>"), {min(os.sched_getaffinity(0))})
    return x
