# stopped by: time limit
"""Answer each of many calls just under its limit; the last one never."""

import time

CALLS = []


def double(x):
    CALLS.append(x)
    time.sleep(0.6 if len(CALLS) == 1 else 60)
    return x


def total(x):
    CALLS.append(x)
    return x[:, 0]
