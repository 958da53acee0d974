# stopped by: design
# ends as: raised
"""Raise an exception whose name, message and function cannot be written into a file."""


def double(x):
    class Strange(Exception):
        pass

    Strange.__name__ = Strange.__qualname__ = "\ud800\u202e" * 200
    raise Strange("\ud800\x1b[2J\u202e" * 10_000)
