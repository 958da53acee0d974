"""Errors of the size of float32's roundings cost one claim; larger errors, and small errors of other kinds, cost their own."""

import pytest

from grader.judging.setup import in_process

CHECKS = '''
import numpy as np
from grader import agrees, backward, call, check, keeps_dtype, passes_gradient_check, with_upstream

FORWARD = call("spread", "out", cache=True)
BACKWARD = backward(FORWARD, "spread_back", "dx")


def rows(rng):
    return {"rows": (rng.normal(size=(3, 5)),)}


@check(points=1)
def divides_by_the_deviation(student, reference, rng):
    """Rows are divided by their deviation."""
    agrees(student, reference, FORWARD, rows(rng))


@check(points=1, after=divides_by_the_deviation)
def goes_back(student, reference, rng):
    """The gradient passes a gradient check."""
    passes_gradient_check(student, reference, BACKWARD, with_upstream(rng, reference, BACKWARD, rows(rng)), rng, wrt={"dx": 0})


@check(points=1, after=divides_by_the_deviation, strict="range")
def survives_far_rows(student, reference, rng):
    """Rows far from 0 are right."""
    agrees(student, reference, FORWARD, (1e4 + rng.normal(size=(3, 5)),))


@check(points=1, after=divides_by_the_deviation, strict="precision")
def keeps_float32(student, reference, rng):
    """float32 stays float32, and float64 keeps its precision."""
    keeps_dtype(student, reference, FORWARD, rows(rng))
'''
SOLUTION = """
import numpy as np

def spread(x):
    # BEGIN SOLUTION
    deviation = np.sqrt(np.square(x - x.mean(1, keepdims=True)).mean(1, keepdims=True))
    return x / deviation, (x, deviation)
    # END SOLUTION

def spread_back(dout, cache):
    # BEGIN SOLUTION
    x, deviation = cache
    along = (dout * x).mean(1, keepdims=True) / deviation**3
    return dout / deviation - (x - x.mean(1, keepdims=True)) * along
    # END SOLUTION
"""


@pytest.fixture
def topic(make_topic):
    return make_topic(CHECKS, SOLUTION)


@pytest.fixture(params=["home", "record"])
def failed(request, topic, judge):
    """The names of the checks that the solution with an edit does not pass."""

    def judged(old, new):
        assert SOLUTION.count(old) == 1
        text = SOLUTION.replace(old, new)
        report = judge(topic, text, recorded=request.param == "home", start=in_process())
        return [result.name for result in report.results if not result.passed]

    return judged


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return x / deviation,", "return x / deviation * np.float64(np.float32(1 / 3)) * 3,"),
        ("return x / deviation,", "return (x / deviation).astype(np.float32).astype(x.dtype),"),
        ("keepdims=True))\n", "keepdims=True) + 1e-8)\n"),
    ],
    ids=["a float32 constant", "a float32 cast", "an eps"],
)
def test_a_small_error_costs_one_claim(failed, old, new):
    """Also where the error is found in the gradients, and in answers of another size."""
    assert failed(old, new) == ["keeps_float32"]


def test_a_larger_error_costs_its_own_claim(failed):
    """A ten-thousandth is no rounding of float32."""
    assert failed("return x / deviation,", "return x / deviation * 1.0001,")[0] == "divides_by_the_deviation"


def test_a_small_error_elsewhere_costs_its_own_claim(failed):
    """A variance in one pass is right to float64 near 0, so no claim about precision takes the blame far from 0."""
    one_pass = "np.sqrt(np.square(x).mean(1, keepdims=True) - np.square(x.mean(1, keepdims=True)))"
    two_passes = "np.sqrt(np.square(x - x.mean(1, keepdims=True)).mean(1, keepdims=True))"
    assert failed(two_passes, one_pass) == ["survives_far_rows"]
