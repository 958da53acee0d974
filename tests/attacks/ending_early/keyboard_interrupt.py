# stopped by: design
# ends as: raised
# says: KeyboardInterrupt
"""Raise what stops most programs as if a person had asked for it."""


def double(x):
    raise KeyboardInterrupt
