# stopped by: design
# says: bytes of bytes
"""Answer with bytes, each of which is a number of its own in a list."""


def double(x):
    return [bytes(48 << 20), x]


def total(x):
    return bytes(48 << 20)
