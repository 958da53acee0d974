# stopped by: design
# ends as: raised
"""Raise from a place that is said to lie in the solution, so that the report shows that line of it."""

SOLUTION = "<planted>/solutions/toy/toy_numpy.py"


def double(x):
    for line in range(1, 12):
        try:
            exec(compile("\n" * line + "1 / 0", SOLUTION, "exec"))
        except ZeroDivisionError as error:
            last = error
    raise SyntaxError("no", (SOLUTION, 8, 1, None)) from last
