# stopped by: design
# ends as: failed
"""Answer with a dictionary whose keys no file can hold."""


def double(x):
    return {"\ud800": x, "\u202e": x, "\x1b[2J": x, "": x}
