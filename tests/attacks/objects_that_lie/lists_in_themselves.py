# stopped by: design
# ends as: failed
"""Return a list that holds itself, and one that is very deep."""


def double(x):
    endless = []
    endless.append(endless)
    return endless


def total(x):
    deep = ()
    for _ in range(100_000):
        deep = (deep,)
    return deep


def fit(x, target, steps):
    deep = {}
    for _ in range(23):
        deep = {"deeper": deep}
    return deep, deep
