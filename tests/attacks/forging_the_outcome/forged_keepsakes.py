# stopped by: design
"""Say of every part of an answer that it is an object that was kept, by numbers that are none."""

import sys


def double(x):
    return x


def fit(x, target, steps):
    sys.modules["chainrule_worker.servant"].Servant._keep_rest = lambda self, value: [-1, "all", [], {}, 1e999]
    return x[0], target[:steps]


def total(x):
    return (x, {"a": 1}, [2])
