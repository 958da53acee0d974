# stopped by: design
# ends as: failed
"""Return an integer of a million digits, and one that does not fit into 64 bits."""


def double(x):
    return 10**1_000_000


def total(x):
    return 1 << 64


class Counter:
    value = 1 << 200_000

    def add(self, number):
        pass

    def __len__(self):
        return 1 << 62
