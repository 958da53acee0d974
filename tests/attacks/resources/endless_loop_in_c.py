# stopped by: time limit
# ends as: timed_out
"""Loop in one call of C, where no signal handler of Python's gets a word in."""

import itertools


def double(x):
    return sum(itertools.repeat(0))
