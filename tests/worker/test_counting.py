"""Calls of the student's functions are counted, whoever makes them, and nothing else is."""

import sys
import threading

import pytest

from grader.worker.counting import calls_of

SOURCE = """
import functools, threading

def one(x): return x + 1
def many(n):
    for number in range(n): one(number)
def by_map(n): return list(map(one, range(n)))
def by_lambda(n): return [(lambda k: k)(number) for number in range(n)]
def comprehensions(n): return sum(k for k in [number for number in range(n)])
def in_threads(n):
    threads = [threading.Thread(target=one, args=(number,)) for number in range(n)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
class Cell:
    def __init__(self, x): self.x = x
    def __call__(self): return one(self.x)
def objects(n):
    for number in range(n): Cell(number)()
def recursion(n): return n and recursion(n - 1)
def fails(n): raise ValueError(n)
"""


@pytest.fixture
def functions():
    """The functions of a file."""
    names = {}
    exec(compile(SOURCE, "held.py", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("many", 8),
        ("by_map", 8),
        ("by_lambda", 8),
        ("comprehensions", 1),
        ("in_threads", 8),
        ("objects", 22),
        ("recursion", 8),
    ],
)
def test_calls_are_counted(functions, name, count):
    """Of functions, lambdas and methods, in threads too; a comprehension is no call."""
    assert calls_of(functions[name], (7,), {"held.py"}) == count
    assert calls_of(functions[name], (7,), {"another.py"}) == 0


def test_nobody_watches_afterwards(functions):
    """After an exception too."""
    before = sys.getprofile(), threading.getprofile()
    with pytest.raises(ValueError, match="7"):
        calls_of(functions["fails"], (7,), {"held.py"})
    assert (sys.getprofile(), threading.getprofile()) == before
