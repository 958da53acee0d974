# stopped by: design
# ends as: raised
# says: It should be callable as double(x)
"""Define functions that take other arguments, and a class that is a function."""


def double():
    return 0


def total(x, y, z):
    return x


def Counter(start):
    return start


batches = None
