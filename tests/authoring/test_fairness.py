"""Unfair topics are found: checks that wait for other exercises, exercises that earn nothing alone, costly strict items."""

import pytest

from grader.authoring.fairness import Fairness
from grader.judging.setup import for_the_record

HEAD = '''
from grader import agrees, call, check, keeps_dtype


@check(points=1)
def doubles(student, reference, rng):
    """Arrays are doubled."""
    agrees(student, reference, call("double", "y"), (rng.normal(size=(2, 3)),))


@check(points=1, look_first=doubles)
def quadruples(student, reference, rng):
    """Arrays are multiplied by four."""
    agrees(student, reference, call("quadruple", "y"), (rng.normal(size=(2, 3)),))


@check(points=1, strict="precision", each={"double": doubles, "quadruple": quadruples})
def keeps_float32(student, reference, rng, name):
    """float32 stays float32, and float64 keeps its precision."""
    keeps_dtype(student, reference, call(name, "y"), (rng.normal(size=(2, 3)),))


@check(points=1, after=(doubles, quadruples))
def doubles_twice(student, reference, rng):
    """Two doublings are one multiplication by four."""
    x = rng.normal(size=3)
    agrees(student, reference, lambda side, x: side.double(side.double(x)) - side.quadruple(x) + 1, (x,), on="y")
'''
SOLUTION = """
def double(x):
    # BEGIN SOLUTION
    return _times(x, 2)
    # END SOLUTION

def quadruple(x):
    # BEGIN SOLUTION
    return double(double(x))
    # END SOLUTION

# BEGIN SOLUTION helpers
def _times(x, factor):
    return factor * x
# END SOLUTION
"""
MISTAKES = """
with m.fails("keeps_float32"):
    m("narrow", "This computes in float32.", text("factor * x") >> "(factor * x).astype('float32').astype(x.dtype)")
"""


@pytest.fixture
def fairness(make_topic):
    """The proofs for the topic with some edits of its checks and mistakes."""

    def made(*edits, mistakes=MISTAKES):
        checks = HEAD
        for old, new in edits:
            assert checks.count(old) == 1
            checks = checks.replace(old, new)
        topic = make_topic(checks, SOLUTION, mistakes)
        return Fairness(for_the_record(topic, b"a secret", isolation="best"))

    return made


def test_a_fair_topic(fairness):
    """Nothing to say."""
    fair = fairness()
    assert fair.exercises("numpy") == ["double", "quadruple"]
    found = [*fair.waits("numpy"), *fair.strict("numpy", "keeps_float32")]
    assert [*found, *(one for name in fair.exercises("numpy") for one in fair.alone("numpy", name))] == []


def test_which_exercises_a_check_asks_for(fairness):
    """What the solution calls itself does not count, nor what the reference is asked."""
    asked = fairness().asked("numpy")
    assert {name: sorted(names) for name, names in asked.items()} == {
        "doubles": ["double"],
        "quadruples": ["quadruple"],
        "keeps_float32": ["double", "quadruple"],
        "keeps_float32[double]": ["double"],
        "keeps_float32[quadruple]": ["quadruple"],
        "doubles_twice": ["double", "quadruple"],
    }


def test_a_check_that_waits_for_another_exercise(fairness):
    """It is named with both exercises, and the exercise alone does not earn its points."""
    unfair = fairness(
        ("look_first=doubles", "after=doubles"), ('each={"double": doubles, ', 'each={"double": quadruples, ')
    )
    first, second = unfair.waits("numpy")
    assert first == (
        "quadruples waits for doubles, which asks for double, and quadruples asks for quadruple alone: name doubles in "
        "look_first"
    )
    assert second.startswith("keeps_float32[double] waits for quadruples, which asks for quadruple")
    (alone,) = unfair.alone("numpy", "double")
    assert alone.startswith("with double alone, keeps_float32[double] does not pass (waiting: waits until this passes")


def test_an_exercise_comes_with_those_that_it_calls(fairness):
    """Alone, the second has the first and the helpers beside it, so all checks pass."""
    assert list(fairness().alone("numpy", "quadruple")) == []


def test_a_strict_claim_that_costs_more(fairness):
    """A mistake that fails another claim too is no proof, and no mistake is none either."""
    costly = MISTAKES.replace("(factor * x).astype('float32').astype(x.dtype)", "(factor * x).astype('float16')")
    (said,) = fairness(mistakes=costly).strict("numpy", "keeps_float32")
    assert (
        said.startswith("no mistake costs the strict claim keeps_float32 alone") and "narrow also costs doubles" in said
    )


def test_a_strict_claim_without_a_mistake(fairness):
    """It says so."""
    (said,) = fairness(mistakes="").strict("numpy", "keeps_float32")
    assert said.endswith("it has no mistake")
