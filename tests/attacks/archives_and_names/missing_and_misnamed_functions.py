# stopped by: design
# ends as: not_written
# says: double is not defined
"""Define nothing under the names that were asked for, and one of them as a number."""

total = 42


def Double(x):
    return 2 * x
