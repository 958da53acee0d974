"""Wrong answers for the patterns of the diagnosis, and what is found for them."""

import numpy as np

from grader.checks.tolerances import allowed, tolerance
from grader.judging.diagnosis.answer import WrongAnswer
from grader.judging.diagnosis.patterns import find

X = np.random.RandomState(3).normal(0.4, 2.0, (6, 5))
CUBE = np.random.RandomState(4).normal(0.4, 2.0, (4, 3, 5))
GATES = np.random.RandomState(5).normal(0.4, 2.0, (5, 8))
POSITIVE = np.random.RandomState(6).uniform(0.2, 0.8, (6, 5))
SIZES = {7: "axis 0 of argument 1 of f", 9: "axis 1 of argument 1 of f"}


def wrong(actual, expected, sizes=SIZES, arguments=None):
    """A wrong answer called dx."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    limits = allowed(expected, tolerance(expected.dtype))
    if actual.shape != expected.shape:
        limits = np.asarray(limits.max())
    return WrongAnswer("dx", actual, expected, limits, sizes, [*(arguments or {}).items()])


def causes(actual, expected, sizes=SIZES, arguments=None):
    """What is found for an answer called dx."""
    return find(wrong(actual, expected, sizes, arguments))


def ids(actual, expected, sizes=SIZES, arguments=None):
    """The ids of the causes."""
    return [cause.id for cause in causes(actual, expected, sizes, arguments)]


def sentences(actual, expected, sizes=SIZES, arguments=None):
    """What the student reads."""
    return [cause.words for cause in causes(actual, expected, sizes, arguments)]


def put(value, *places, into=X):
    """X with `value` in some rows."""
    x = into.copy()
    x[list(places)] = value
    return x
