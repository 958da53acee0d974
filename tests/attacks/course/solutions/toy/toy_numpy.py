"""What is to be written in NumPy."""

import numpy as np


def double(x):
    """Every entry twice as large, in a new array."""
    # BEGIN SOLUTION
    kept = "CANARY-solution-constant"  # CANARY-solution-text
    return 2 * x if kept else x
    # END SOLUTION


def total(x):
    """The sum of each row."""
    # BEGIN SOLUTION
    return x.sum(axis=1)
    # END SOLUTION


class Counter:
    """Adds up what it is given."""

    def __init__(self):
        # BEGIN SOLUTION
        self.numbers = []
        # END SOLUTION

    def add(self, number):
        """Take one number more."""
        # BEGIN SOLUTION
        self.numbers.append(number)
        # END SOLUTION

    @property
    def value(self):
        """The sum so far."""
        # BEGIN SOLUTION
        return sum(self.numbers)
        # END SOLUTION

    def __len__(self):
        # BEGIN SOLUTION
        return len(self.numbers)
        # END SOLUTION


def batches(x, size):
    """Yield the rows, `size` at a time."""
    # BEGIN SOLUTION
    for start in range(0, len(x), size):
        yield x[start : start + size]
    # END SOLUTION


def slope(weights, x, target):
    """The gradient of half the mean squared error."""
    # BEGIN SOLUTION
    return x.T @ (x @ weights - target) / len(x)
    # END SOLUTION


def fit(x, target, steps):
    """Gradient descent from 0 with rate 0.1: the weights, and the loss before each step."""
    # BEGIN SOLUTION
    weights, losses = np.zeros(x.shape[1]), []
    for _ in range(steps):
        losses.append(0.5 * np.mean((x @ weights - target) ** 2))
        weights = weights - 0.1 * slope(weights, x, target)
    return weights, np.array(losses)
    # END SOLUTION
