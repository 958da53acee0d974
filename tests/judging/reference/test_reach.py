"""Mistakes that cannot matter in a check are found without running them, and no other mistake is."""

import types

import pytest

from grader.checks.seeds import Seeds
from grader.judging.reference import reach
from grader.judging.reference.sources import LiveSource

SOLUTION = '''"""A solution."""

from __future__ import annotations

import numpy as np



def double(x):
    """Twice."""
    return 2 * x


class Adder:
    size = 1

    def __init__(self, n):
        self.n = n

    def add(self, x):
        def inner():
            return x + self.n

        return inner()


def numbers(n):
    yield from range(n)
'''


def loaded(text):
    module = types.ModuleType("held")
    exec(compile(text, "held.py", "exec"), module.__dict__)
    return module


def test_a_copy_notes_what_runs():
    """Functions and methods; an inner function belongs to the outer one, and a generator runs with its first item."""
    module = loaded(reach.noting(SOLUTION))
    noted = reach.noted(module)
    assert noted == set()
    assert module.double(3) == 6 and module.Adder(2).add(1) == 3
    rest = module.numbers(2)
    assert {name.split(":")[0] for name in noted} == {"double", "Adder"} and len(noted) == 3
    next(rest)
    assert len(noted) == 4


EDITS = {
    "return 2 * x": 1,
    "return x + self.n": 1,
    "self.n = n": 1,
    "size = 1": None,
    "def double(x):": None,
    "import numpy as np": None,
}


@pytest.mark.parametrize("old", EDITS)
def test_where_a_mistake_is_made(old):
    """In a function, or outside: there nothing is known."""
    new = {"size = 1": "size = 2", "def double(x):": "def double(x, y=1):", "import numpy as np": "import numpy"}
    found = reach.differing(SOLUTION, SOLUTION.replace(old, new.get(old, "pass")))
    assert found is None if EDITS[old] is None else len(found) == 1


def test_texts_that_are_alike_or_no_python():
    """No difference is none; nothing is known of what does not load."""
    assert reach.differing(SOLUTION, SOLUTION + "\n# a comment\n") == frozenset()
    assert reach.differing(SOLUTION, SOLUTION + "def\n") is None


@pytest.mark.parametrize("state", ["CACHE = {}", "SEEN = []", "LAST = np.zeros(3)", "class A:\n    seen = set()"])
def test_nothing_is_known_where_the_module_has_state(state):
    """A function may act on what another one left there."""
    assert reach.noted(loaded(reach.noting(f"{SOLUTION}\n\n{state}\n"))) is None


CHECKS = """
    from grader import check, close


    @check(points=1)
    def doubles(student, reference, rng):
        "Twice."
        x = rng.normal(size=3)
        close(student.double(x), reference.double(x), "y")


    @check(points=1)
    def halves(student, reference, rng):
        "Half."
        x = rng.normal(size=3)
        close(student.halve(x), reference.halve(x), "y")
"""
TWO = """
    {state}
    def double(x):
        # BEGIN SOLUTION
        return 2 * x
        # END SOLUTION


    def halve(x):
        # BEGIN SOLUTION
        return x / 2
        # END SOLUTION
"""
MISTAKES = """
    with m.fails("doubles"):
        m("triples", "Not three.", text("return 2 * x") >> "return 3 * x")
    with m.fails("halves"):
        m("thirds", "Not a third.", text("return x / 2") >> "return x / 3")
"""


@pytest.mark.parametrize("state", ["", "CACHE = {}"])
def test_the_signatures_are_the_same(make_topic, monkeypatch, state):
    """With and without the search; where it serves, a mistake runs in the checks alone that reach it."""
    topic = make_topic(CHECKS, TWO.format(state=state), MISTAKES)
    ran = []

    def signatures(source):
        given = source.mistaken
        source.mistaken = lambda mistake: ran.append(mistake.id) or given(mistake)
        return {check.name: source.mistakes(check, Seeds(b"any")) for check in topic.checks}

    found = signatures(LiveSource(topic))
    assert sorted(ran) == sorted(["triples", "thirds"] * (2 if state else 1))
    monkeypatch.setattr(LiveSource, "_cannot_matter", lambda *_: False)
    assert found == signatures(LiveSource(topic))
    assert {name: [*made] for name, made in found.items()} == {"doubles": ["triples"], "halves": ["thirds"]}
