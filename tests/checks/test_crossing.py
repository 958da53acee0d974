"""A value that cannot cross is the author's error; it names the argument and says what crosses."""

import collections
import math

import numpy as np
import pytest

from grader.checks import crossing
from grader.checks.check import check
from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.checks.seeds import Seeds
from grader.judging.reference.live import Live
from grader.judging.reference.replay import Recorded
from grader.judging.run_check import run_check
from grader.values.errors import TopicError, Unsendable
from grader.values.report import Status
from grader.worker.protocol.requests import Call, Method
from grader.worker.runtimes import make_runtime

SENTENCE = (
    "Only arrays, numbers, text, None, lists, tuples, dictionaries and handles cross. A function or a generator is made in a "
    "driver, which returns it, and the check passes the handle on"
)
Pair = collections.namedtuple("Pair", "x y")
PROXY = ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name="")
STRANGE = {
    "a function": (lambda x: x, "the function <lambda>"),
    "a built-in function": (math.sqrt, "the function sqrt"),
    "a generator": ((k for k in "ab"), "a generator"),
    "a set": ({1}, "a set"),
    "a class": (collections.Counter, "the class Counter"),
    "a range": (range(3), "an object of type range"),
    "a named tuple": (Pair(1, 2), "an object of type Pair"),
    "a question": (PROXY.f, "the function f"),
    "a number as a key": ({3: 1.0}, "a dictionary with the key 3"),
    "None as a key": ({None: 1.0}, "a dictionary with the key None"),
}


def require(*args, **kwargs):
    crossing.require(Call("f", args, kwargs), PROXY, ())


@pytest.mark.parametrize(("value", "words"), STRANGE.values(), ids=STRANGE)
def test_what_does_not_cross(value, words):
    """By position, by name, and inside containers."""
    for given, place in ((value, ""), ([0.5, (value,)], "[1][0]"), ({"a": [value]}, "['a'][0]")):
        with pytest.raises(TopicError) as error:
            require(1.0, given)
        assert str(error.value).startswith(f"argument 2 of f{place} is {words}") and str(error.value).endswith(SENTENCE)
    with pytest.raises(TopicError, match="the argument by of f is"):
        require(by=value)


@pytest.mark.parametrize(
    "value", [np.ones(2), np.float32(1), np.True_, 1, True, 1.0, 1j, "a", b"a", None, [1], (1, [2]), {"a": {"b": 1}},
              collections.OrderedDict(a=1), Handle(PROXY, 1, "Box")],
    ids=repr,
)  # fmt: skip
def test_what_crosses(value):
    """All that the wire takes."""
    require(value, [value], x={"a": value})


def nested(depth):
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    "value", [1 << 64, np.array(["a"]), np.array([{}]), nested(25), Handle(ModuleProxy(None, Inputs(), trusted=True,
              seconds=1.0, seed_name=""), 1, "Box")],
    ids=["a large number", "text", "objects", "nested", "a handle of the reference"],
)  # fmt: skip
def test_what_may_come_from_an_answer(value):
    """Another kind of error, since an answer of the student's may have had a wrong form."""
    with pytest.raises(Unsendable, match="argument 1 of f"):
        require(value)


def test_arguments_of_a_method_are_counted_behind_the_object():
    """As the author counts them."""
    with pytest.raises(TopicError, match="argument 1 of Box.add is a set"):
        crossing.require(Method("add", [Handle(PROXY, 1, "Box"), {1}], {}, "Box"), PROXY, ())


@check(points=1)
def passes_a_function(student, reference, rng):
    """A set is passed on."""
    student.f({1})


@check(points=1)
def asks_the_reference(student, reference, rng):
    """A set is passed on to the reference."""
    student.f(1)
    reference.f({1})


@pytest.mark.parametrize("claim", [passes_a_function, asks_the_reference])
def test_the_check_is_broken(hold, load_request, claim):
    """Whether a process, live code or a recording is asked, and whatever the student has answered."""
    live = Live(make_runtime("numpy"), load_request("def f(x): return x"))
    for student in (live, hold("def f(x): return 3")):
        for reference in (live, Recorded([])):
            outcome = run_check(claim, student, reference, Seeds())
            assert outcome.status is Status.BROKEN
            assert "argument 1 of f is a set" in outcome.message and SENTENCE in outcome.message


def test_an_object_in_place_of_an_array_is_the_students_fault(hold, load_request):
    """A check that passes answers on is not broken by an answer that is no data."""

    @check(points=1)
    def passes_on(student, reference, rng):
        """It passes."""
        out = student.f(2.0)
        reference.f(2.0)
        reference.norm(out)

    live = Live(make_runtime("numpy"), load_request("def f(x): return x\ndef norm(x): return x * x"))
    outcome = run_check(passes_on, hold("class Box: pass\ndef f(x): return Box()"), live, Seeds())
    assert outcome.status is Status.FAILED and "an object of type Box, expected a number" in outcome.message
