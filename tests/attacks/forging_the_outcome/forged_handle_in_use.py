# stopped by: design
# ends as: failed
"""Give the judge an object with a number that stands for nothing, and let it be asked."""

import sys

WIRE = sys.modules["chainrule_worker.servant"]


def double(x):
    return x


class Counter:
    def __init__(self):
        WIRE.Servant._foreign = lambda self, value: (1 << 63, "Counter")
