"""Code that relies on one layout in memory, or writes to its arguments, fails; right code passes, and so do caches."""

import numpy as np
import pytest

from grader import backward, call, takes_any_layout, with_upstream
from grader.checks.inputs import Inputs
from grader.checks.seeds import Rng
from grader.checks.setting import Wrong, current_setting, judging_on
from grader.judging.reference.live import Live
from grader.values.errors import StudentRaised
from grader.worker.runtimes import make_runtime

FORWARD = call("double", "y", cache=True)
BACKWARD = backward(FORWARD, "double_back", "dx")
CASES = {"a batch": (np.arange(6.0).reshape(2, 3),)}
RIGHT = (
    "def double(x):\n    return 2 * x, x.shape\n\ndef double_back(dout, cache):\n    return (2 * dout).reshape(cache)\n"
)


@pytest.fixture
def asked(load_request, asking):
    """Ask a student with an edit of the right code, forward and back; returns the cases in which it failed."""

    def ask(old="", new=""):
        inputs, texts = Inputs(), (RIGHT.replace(old, new) if old else RIGHT, RIGHT)
        live = [Live(make_runtime("numpy"), load_request(text)) for text in texts]
        student, reference = asking(live[0], inputs), asking(live[1], inputs, trusted=True)
        with judging_on("cpu") as setting:
            try:
                takes_any_layout(student, reference, FORWARD, CASES)
                takes_any_layout(student, reference, BACKWARD, with_upstream(Rng(1), reference, BACKWARD, CASES))
            except (Wrong, StudentRaised):
                return current_setting().cases
            assert setting.values and not setting.problem
            return ()

    return ask


def test_right_code(asked):
    """In all layouts, forward and back."""
    assert asked() == ()


@pytest.mark.parametrize(
    ("old", "new", "layout"),
    [
        ("return 2 * x, x.shape", "y = x.ravel(); y *= 2; return x, x.shape", "spaced arrays"),
        ("return 2 * x, x.shape", "return 2 * x.ravel(order='K').reshape(x.shape), x.shape", "transposed arrays"),
        ("return 2 * x, x.shape", "y = 1 * x; x[...] = 0; return 2 * y, x.shape", "read-only arrays"),
    ],
)
def test_code_that_relies_on_a_layout(asked, old, new, layout):
    """The message names the layout and the case."""
    assert asked(old, new)[0] == layout


def test_a_message_names_the_function(load_request, asking):
    """And not the driver that calls it."""
    live = Live(make_runtime("numpy"), load_request(RIGHT.replace("return 2 * x", "x += 1; return 2 * x")))
    with judging_on("cpu"), pytest.raises(StudentRaised) as caught:
        takes_any_layout(
            asking(live, Inputs()), asking(live, Inputs(), trusted=True), FORWARD, CASES, layouts=["read_only"]
        )
    assert caught.value.call == "double"


def test_a_cache_is_passed_on_as_it_is(load_request, asking):
    """A backward pass may write into a cache that is a plain array."""
    text = "def double(x):\n    return 2 * x, 2 * x\n\ndef double_back(dout, cache):\n    cache += 1\n    return 2 * dout\n"
    live = [Live(make_runtime("numpy"), load_request(text)) for _ in range(2)]
    student, reference = asking(live[0], Inputs()), asking(live[1], Inputs(), trusted=True)
    with judging_on("cpu"):
        takes_any_layout(student, reference, BACKWARD, with_upstream(Rng(1), reference, BACKWARD, CASES))
