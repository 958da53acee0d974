"""A failing call is shown as text, and as code that makes the very same call."""

import sys

import numpy as np
import pytest

from grader.checks.handles import Handle
from grader.checks.inputs import Inputs, LastCall
from grader.checks.proxies import ModuleProxy
from grader.checks.setting import Wrong
from grader.judging.diagnosis.calls import as_code, show_case
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.parts import NUMPY, TORCH
from grader.values.report import Status
from grader.worker.protocol.requests import Call, Drive


@pytest.fixture
def asked():
    """A failed check whose last call was f with these arguments."""

    def make(*args, wrong=None, **kwargs):
        inputs = Inputs(last_call=LastCall(Call("f", args, kwargs), args, kwargs))
        return Outcome(Status.FAILED, Finding(Kind.VALUES, "why"), None, wrong, inputs)

    return make


def test_show_case_writes_the_call(asked):
    """Small arrays in full, large ones by dtype and shape, everything else as Python writes it."""
    handle = Handle(ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name=""), 1, "Cache")
    arguments = (
        np.array([[1.0, 2.5], [3.0, 4.0]]),
        np.zeros((5, 5), np.float32),
        {"w": np.array([1])},
        [1, None],
        handle,
    )
    assert show_case(asked(*arguments, mode="train")) == (
        "f([[1. , 2.5], [3. , 4. ]], <float32 array (5, 5)>, {'w': [1]}, [1, None], <Cache object>, mode='train')"
    )


def test_show_case_adds_what_was_got_and_expected(asked):
    """Two lines below the call, where the arrays are small enough to read."""
    wrong = Wrong(Kind.VALUES, "y", "why", actual=np.array([1.0, 2.0]), expected=np.array([1.0, 4.0]))
    assert show_case(asked(3, wrong=wrong)) == "f(3)\n  y got      [1., 2.]\n  y expected [1., 4.]"
    large = Wrong(Kind.VALUES, "y", "why", actual=np.zeros(25), expected=np.ones(25))
    assert show_case(asked(3, wrong=large)) == "f(3)"


def test_show_case_shows_inputs_as_they_were_drawn(asked):
    """Not as the student's code left them."""
    x = np.array([1.0, 2.0])
    failed = asked(x)
    failed.inputs.touch(x)
    x[:] = 0.0
    assert show_case(failed) == "f([1., 2.])"


def test_show_case_without_a_call():
    """A check that fails before it asks anything has no case."""
    assert show_case(Outcome(Status.FAILED, Finding(Kind.VALUES, "why"))) == ""
    assert show_case(Outcome(Status.FAILED, Finding(Kind.VALUES, "why"), inputs=Inputs())) == ""


@pytest.fixture
def answered(asked):
    """A failed check whose last call, with these arguments, was answered with two numbers."""

    def make(*args, **kwargs):
        actual = np.array([0.5, 1.0])
        wrong = Wrong(Kind.VALUES, "y", "why", actual=actual, expected=np.array([0.25, 1.0]))
        failed = asked(*args, wrong=wrong, **kwargs)
        failed.inputs.last_answer = actual, "cache"
        return failed

    return make


def test_code_that_can_be_pasted(answered):
    """Imports, arguments by the names of the signature, the call, and what should come. A notebook needs no import of itself."""
    x = np.array([[1.0, 1 / 3], [-2e-300, np.inf]])
    code = as_code(answered(x, 3, mode="train"), "softmax(x, axis=-1, mode=None)", "toy_numpy", NUMPY)
    assert code == (
        "import numpy as np\n"
        "from toy_numpy import f\n"
        "\n"
        "x = np.array([[1.0, 0.3333333333333333], [-2e-300, np.inf]])\n"
        "print(f(x, 3, mode='train'))\n"
        "# y should be [0.25, 1.  ]"
    )
    assert "import f" not in as_code(answered(x), "f(x)", "", NUMPY)


VALUES = {
    "float64": np.random.RandomState(0).normal(size=(3, 4)),
    "float32": np.random.RandomState(0).normal(size=(3, 4)).astype(np.float32),
    "float16": np.random.RandomState(0).normal(size=4).astype(np.float16),
    "whole": np.arange(6).reshape(2, 3),
    "bytes": np.arange(3, dtype=np.uint8),
    "masks": np.array([[True, False]]),
    "odd": np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324]),
    "long rows": np.random.RandomState(0).normal(size=(2, 3, 9)),
    "a number": np.array(0.1),
    "empty": np.zeros((0, 3)),
    "nested": {"w": np.array([0.1]), "more": [1, (np.array([2.5]),), None, True, "a'b", 0.1, float("nan")]},
}


@pytest.mark.parametrize("library", [NUMPY, TORCH], ids=lambda library: library.name)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_code_makes_the_very_same_values(answered, value, library, monkeypatch):
    """To the last bit of each number, and in the same dtype."""
    got = []
    monkeypatch.setitem(sys.modules, "held", type(sys)("held"))
    sys.modules["held"].f = got.append
    exec(as_code(answered(value), "f(x)", "held", library), {})
    [made] = got
    assert same(made, value)


def same(made, value):
    """Whether a value is the other one, with tensors for arrays."""
    if isinstance(value, np.ndarray):
        made = np.asarray(made)
        return made.dtype == value.dtype and made.shape == value.shape and made.tobytes() == value.tobytes()
    if isinstance(value, dict):
        return list(made) == list(value) and all(same(made[key], value[key]) for key in value)
    if isinstance(value, list | tuple):
        return type(made) is type(value) and len(made) == len(value) and all(map(same, made, value))
    return repr(made) == repr(value)


def test_lines_are_short(answered):
    """Each row of a larger array has a line of its own."""
    code = as_code(answered(VALUES["float64"].reshape(4, 3)), "f(x)", "toy_numpy", NUMPY)
    assert max(map(len, code.splitlines())) <= 80
    assert code.count("],\n") == 3
    long = as_code(answered(np.random.RandomState(0).normal(size=20)), "f(x)", "toy_numpy", NUMPY)
    assert max(map(len, long.splitlines())) <= 80


def test_what_cannot_be_run_is_no_code(answered, asked):
    """An object, many numbers, an answer that no longer is the failing one, a driver, a failure without numbers."""
    handle = Handle(ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name=""), 1, "Cache")
    x = np.ones(3)
    assert as_code(answered(x), "f(x)", "toy", NUMPY)
    assert as_code(answered(handle), "f(x)", "toy", NUMPY) == ""
    assert as_code(answered({"a": handle}), "f(x)", "toy", NUMPY) == ""
    assert as_code(answered(np.ones(1000)), "f(x)", "toy", NUMPY) == ""
    later = answered(x)
    later.inputs.last_answer = np.zeros(2)
    assert as_code(later, "f(x)", "toy", NUMPY) == ""
    driven = answered(x)
    driven.inputs.last_call = LastCall(Drive("f", (x,), {}), (x,), {})
    assert as_code(driven, "f(x)", "toy", NUMPY) == ""
    assert as_code(asked(x), "f(x)", "toy", NUMPY) == ""


def test_code_has_inputs_as_they_were_drawn(answered):
    """It makes the call anew, so it must not begin with what the last one left."""
    x = np.array([1.5, 2.5])
    failed = answered(x)
    failed.inputs.touch(x)
    x[:] = 0.0
    assert "x = np.array([1.5, 2.5])" in as_code(failed, "f(x)", "toy", NUMPY)


def test_arguments_without_a_signature_have_names(answered):
    """More arguments than the signature has, or no signature at all."""
    assert "argument_2 = np" in as_code(answered(np.ones(2), np.zeros(2)), "f(x)", "toy", NUMPY)
    assert "print(f(argument_1))" in as_code(answered(np.ones(2)), "", "toy", NUMPY)
