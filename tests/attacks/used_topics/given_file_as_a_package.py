# stopped by: design
# part: numpy
# says: cannot import name 'answer'
"""Hand in a package with the name of the given file."""

# --- top_numpy.py
from given_numpy import answer


def quadruple(x):
    return answer(x)

# --- given_numpy/__init__.py
def answer(x):
    return 4 * x

# --- given_numpy/more.py
def answer(x):
    return 4 * x
