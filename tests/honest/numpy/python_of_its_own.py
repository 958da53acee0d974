"""Decorators, generators, recursion, closures, context managers, match, walrus, exec of its own text."""

import contextlib
import functools
import inspect
import itertools
import sys
import time

import numpy as np
from plain import fit, slope  # noqa: F401

sys.setrecursionlimit(20000)


def timed(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            inner.seconds = time.perf_counter() - start

    return inner


@timed
def double(x):
    assert inspect.getsource(double).startswith("@timed")
    match x.shape:
        case (rows, columns):
            return np.fromiter((2 * x[i, j] for i in range(rows) for j in range(columns)), float).reshape(x.shape)


@contextlib.contextmanager
def quietly():
    with np.errstate(all="raise"):
        yield


def depth(number):
    return 0 if number == 0 else 1 + depth(number - 1)


def total(x):
    assert depth(5000) == 5000
    with quietly(), contextlib.suppress(FloatingPointError):
        return np.array([functools.reduce(lambda left, right: left + right, row) for row in x])


exec(
    "class Counter(list):\n    def add(self, number): self.append(number)\n    value = property(lambda self: sum(self))"
)


def batches(x, size):
    rows = iter(x)
    while batch := list(itertools.islice(rows, size)):
        yield np.stack(batch)
