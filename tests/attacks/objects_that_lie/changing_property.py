# stopped by: design
"""Be another number at every look."""

import itertools


def double(x):
    return x


class Counter:
    def __init__(self):
        self.looks = itertools.count()

    def add(self, number):
        pass

    @property
    def value(self):
        return 7.0 + next(self.looks) + 1e-3

    def __len__(self):
        return 2 if next(self.looks) else 3
