"""Dataclasses, named tuples, enums, slots, attributes on demand, a cache for each function."""

import dataclasses
import enum
import functools
import typing
from collections import defaultdict, deque, namedtuple

import numpy as np
from plain import slope

Pair = namedtuple("Pair", "weights losses")


class Rate(enum.Enum):
    USUAL = 0.1


class State(typing.NamedTuple):
    weights: np.ndarray
    losses: list


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    rows: np.ndarray
    number: int = 0
    notes: dict = dataclasses.field(default_factory=dict)


@functools.cache
def factor(power):
    return 2 if power == 1 else 2 * factor(power - 1)


def double(x):
    return factor(1) * x


class Rows:
    __slots__ = ("_rows",)

    def __init__(self, rows):
        self._rows = rows

    def __getattr__(self, name):
        return getattr(self._rows, name)


def total(x):
    sums = defaultdict(float)
    for number, row in enumerate(Rows(x).tolist()):
        for entry in row:
            sums[number] += entry
    return np.array([sums[number] for number in range(len(x))])


class Base:
    __slots__ = ("numbers",)

    def __init__(self):
        self.numbers = deque()


class Counter(Base):
    __slots__ = ()

    def add(self, number):
        self.numbers.append(number)
        return self

    def __getattr__(self, name):
        if name == "value":
            return float(sum(self.numbers))
        raise AttributeError(name)

    def __len__(self):
        return len(self.numbers)


def batches(x, size):
    return iter([Batch(x[start : start + size], start).rows for start in range(0, len(x), size)])


def fit(x, target, steps):
    state = State(np.zeros(x.shape[1]), [])
    for _ in range(steps):
        state.losses.append(0.5 * float(np.mean((x @ state.weights - target) ** 2)))
        state = state._replace(weights=state.weights - Rate.USUAL.value * slope(state.weights, x, target))
    return Pair(state.weights, np.array(state.losses))[0:2]
