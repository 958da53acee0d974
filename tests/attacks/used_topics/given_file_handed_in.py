# stopped by: design
# part: numpy
# says: cannot import name 'answer'
"""Hand in a given file with the answer, beside the file and in folders."""

# --- top_numpy.py
from given_numpy import answer


def quadruple(x):
    return answer(x)

# --- given_numpy.py
def double(x):
    return 2 * x


def answer(x):
    return 4 * x
