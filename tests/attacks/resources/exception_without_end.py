# stopped by: bounds
# ends as: raised
"""Raise with a message of fifty megabytes, through three hundred functions."""


def double(x, depth=300):
    if depth:
        return double(x, depth - 1)
    raise ValueError("no " * 17_000_000)
