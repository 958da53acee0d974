"""A failure about the interface says how the exercise is called; a failing call is shown as code or as text."""

import dataclasses

import numpy as np
import pytest

from grader.checks.inputs import Inputs, LastCall
from grader.checks.setting import Wrong
from grader.judging.advice import example, on_interface
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Frame, Kind
from grader.values.report import Status
from grader.worker.protocol.requests import Call

CHECKS = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Doubles."""
    x = rng.normal(size=3)
    close(student.double(x), reference.double(x), "y")
'''
BODY = "    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
SOLUTION = f"def double(x, by=2):\n{BODY}\n\ndef dribble(x):\n{BODY}"


@pytest.fixture
def topic(make_topic):
    """Two exercises."""
    return make_topic(CHECKS, SOLUTION)


@pytest.fixture
def missing():
    """The outcome of a check that asks for double, of a file with other names."""

    def outcome(*defined, kind=Kind.NOT_WRITTEN, frames=()):
        x = np.ones(3)
        inputs = Inputs(last_call=LastCall(Call("double", (x,), {}), (x,), {}))
        return Outcome(Status.NOT_WRITTEN, Finding(kind, "no", frames=frames), inputs=inputs, defined=defined)

    return outcome


@pytest.mark.parametrize(
    ("defined", "renamed"),
    [
        ((), ""),
        (("Double",), ". Your file has Double: is it double under another name?"),
        (("helper", "doubles", "dble"), ". Your file has doubles: is it double under another name?"),
        (("dribble", "total"), ""),
        (("doub\x1ble",), ". Your file has doub\\x1ble: is it double under another name?"),
    ],
    ids=["nothing", "case", "the most similar", "another exercise", "safely"],
)
def test_a_similar_name_is_proposed(topic, missing, defined, renamed):
    """Another exercise is not, however similar it is."""
    assert on_interface(missing(*defined), topic, "numpy") == f"It should be callable as double(x, by=2){renamed}"


def test_what_is_not_about_the_interface(topic, missing):
    """A failure with a line of the student's code, a wrong number, no call at all, and a name that is no exercise."""
    assert on_interface(missing(frames=(Frame("toy.py", 1, "double"),)), topic, "numpy") == ""
    assert on_interface(missing(kind=Kind.VALUES), topic, "numpy") == ""
    assert on_interface(dataclasses.replace(missing(), inputs=None), topic, "numpy") == ""
    other = missing()
    other.inputs.last_call = LastCall(Call("other", (), {}), (), {})
    assert on_interface(other, topic, "numpy") == ""


def test_a_call_is_code_or_text(topic):
    """Code imports from the topic's file. In a notebook it needs no import, and an adapter's call can only be described."""
    x, right = np.array([0.1]), np.array([0.2])
    inputs = Inputs(last_call=LastCall(Call("double", (x,), {}), (x,), {}), last_answer=x)
    wrong = Wrong(Kind.VALUES, "y", "why", actual=x, expected=right)
    outcome = Outcome(Status.FAILED, Finding(Kind.VALUES, "why"), None, wrong, inputs)
    begin = "Run this to see the failing case:\nimport numpy as np\n"
    end = "\nx = np.array([0.1])\nprint(double(x))\n# y should be [0.2]"
    shown = {
        (notebook, adapted): example(outcome, topic, "numpy", in_notebook=notebook, adapted=adapted)
        for notebook in (False, True)
        for adapted in (False, True)
    }
    assert shown[False, False] == f"{begin}from toy_numpy import double\n{end}"
    assert shown[True, False] == begin + end
    assert (
        shown[False, True]
        == shown[True, True]
        == ("The smallest failing case:\ndouble([0.1])\n  y got      [0.1]\n  y expected [0.2]")
    )
    assert example(Outcome(Status.FAILED), topic, "numpy", in_notebook=False, adapted=False) == ""
