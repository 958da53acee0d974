# stopped by: design
# ends as: failed
"""Answer with an object whose class has a name that turns the direction of a page."""


def double(x):
    kind = type("\u202e\x1b[2J" * 60, (), {})
    return kind()
