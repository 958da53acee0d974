# stopped by: design
# earns: adds_up_the_rows adds_up_whole_numbers learns_the_line
"""Zero the data of a step after the right answer, and deny it: the next step of the driver with the same data shows it."""

import sys


def double(x):
    sys.modules["chainrule_worker.servant"].Snapshot.changes = lambda self: []
    return x


def total(x):
    return x.sum(axis=1)


def gradient(weights, x, target):
    return x.T @ (x @ weights - target) / len(x)


def slope(weights, x, target):
    answer = gradient(weights, x, target)
    x[...] = 0
    target[...] = 0
    return answer


def fit(x, target, steps):
    import numpy as np

    weights, losses = np.zeros(x.shape[1]), []
    for _ in range(steps):
        losses.append(0.5 * np.mean((x @ weights - target) ** 2))
        weights = weights - 0.1 * gradient(weights, x, target)
    return weights, np.array(losses)
