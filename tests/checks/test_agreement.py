"""Each word asks both sides alike, passes right code, and names the case and the entry of what is wrong."""

import numpy as np
import pytest

from grader.checks.agreement import (
    agrees,
    copied,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    with_upstream,
)
from grader.checks.inputs import Inputs
from grader.checks.questions import backward, call
from grader.checks.seeds import Rng
from grader.checks.setting import Wrong, current_setting, judging_on
from grader.judging.reference.live import Live
from grader.values.errors import TopicError
from grader.values.finding import Kind
from grader.worker.runtimes import make_runtime

RIGHT = """
import numpy as np
def forward(x, w, eps=0.0): return x * w + eps, (x, w)
def backward(dout, cache):
    x, w = cache
    return dout * w, (dout * x).sum(axis=0)
def nested(x): return x.sum(), {"w": 2 * x, "b": 3 * x}
def params_of(params): return params["w"] + params["b"][0]
"""
FORWARD = call("forward", "out", cache=True)
BACKWARD = backward(FORWARD, "backward", "dx", "dw")
X, W = np.arange(6.0).reshape(2, 3) + 1, np.array([1.0, 2.0, 4.0])
CASES = {"rows": (X, W), "one row": (X[:1], W)}
PARAMS = ({"w": X, "b": [W]},)


@pytest.fixture
def sides(load_request, asking):
    """A student with this edit of the right code, and the reference, in one check."""

    def sides(old="", new=""):
        assert not old or RIGHT.count(old) == 1
        inputs = Inputs()
        student, reference = (
            Live(make_runtime("numpy"), load_request(text))
            for text in (RIGHT.replace(old, new) if old else RIGHT, RIGHT)
        )
        return asking(student, inputs), asking(reference, inputs, trusted=True)

    return sides


def wrong(work):
    """The failed judgement, and the cases that it was in."""
    with judging_on("cpu"):
        with pytest.raises(Wrong) as caught:
            work()
        return caught.value, current_setting().cases


def test_right_code_passes_every_word(sides):
    """In all cases, and numbers were compared each time."""
    student, reference = sides()
    back = with_upstream(Rng(1), reference, BACKWARD, CASES)
    works = [
        lambda: agrees(student, reference, FORWARD, CASES, eps=0.5),
        lambda: agrees(student, reference, FORWARD, (X, W)),
        lambda: agrees(student, reference, lambda side, x, w: side.forward(x, w)[0], (X, W), on="out"),
        lambda: agrees(student, reference, call("nested", "sum", "grads"), (X,)),
        lambda: keeps_dtype(student, reference, BACKWARD, back),
        lambda: leaves_alone(student, reference, call("params_of", "sum"), PARAMS, "params"),
        lambda: passes_gradient_check(student, reference, BACKWARD, back, Rng(2), wrt={"dx": 0, "dw": 1}),
        lambda: goes_back_twice(student, reference, BACKWARD, back, CASES),
    ]
    for work in works:
        with judging_on("cpu") as setting:
            work()
            assert setting.values and not setting.problem


@pytest.mark.parametrize(
    ("edit", "work", "kind", "name", "cases"),
    [
        (("x * w + eps", "x * w"), lambda s, r: agrees(s, r, FORWARD, CASES, eps=0.5), Kind.VALUES, "out", ("rows",)),
        (
            ("x * w + eps", "x * w + (len(x) == 1)"),
            lambda s, r: agrees(s, r, FORWARD, CASES),
            Kind.VALUES, "out", ("one row",),
        ),
        (
            ("3 * x", "4 * x"),
            lambda s, r: agrees(s, r, call("nested", "sum", "grads"), (X,)),
            Kind.VALUES, 'grads["b"]', (),
        ),
        (
            ('"b": 3', '"c": 3'),
            lambda s, r: agrees(s, r, call("nested", "sum", "grads"), (X,), on='grads["b"]'),
            Kind.FORM, "nested", (),
        ),
        (
            ("x * w + eps", "x * w * np.float64(1)"),
            lambda s, r: keeps_dtype(s, r, FORWARD, CASES),
            Kind.DTYPE,
            "out",
            ("rows", "float32 inputs"),
        ),
        (
            ('return params["w"] + params["b"][0]', 'out = params["w"] + params["b"][0]; params["b"][0] *= 2; return out'),
            lambda s, r: leaves_alone(s, r, call("params_of", "sum"), PARAMS, "params"),
            Kind.CHANGED, 'params["b"][0]', (),
        ),
        (
            ('return params["w"] + params["b"][0]', 'return params.pop("w") + params["b"][0]'),
            lambda s, r: leaves_alone(s, r, call("params_of", "sum"), PARAMS, "params"),
            Kind.CHANGED, 'params["w"]', (),
        ),
        (
            ("return dout * w,", "return 2 * dout * w,"),
            lambda s, r: passes_gradient_check(
                s, r, BACKWARD, with_upstream(Rng(1), r, BACKWARD, CASES), Rng(2), wrt={"dx": 0}
            ),
            Kind.VALUES, "dx", ("rows",),
        ),
        (
            ("x, w = cache", "x, w = cache; dout *= 1.5"),
            lambda s, r: goes_back_twice(s, r, BACKWARD, with_upstream(Rng(1), r, BACKWARD, CASES), CASES),
            Kind.CHANGED, "dout", ("rows", "after another forward pass"),
        ),
        (
            ("x, w = cache", "x, w = cache; w = w.copy(); cache[1][:] = 0"),
            lambda s, r: goes_back_twice(s, r, BACKWARD, with_upstream(Rng(1), r, BACKWARD, CASES), CASES),
            Kind.VALUES, "dx", ("rows", "the second time"),
        ),
    ],
)  # fmt: skip
def test_wrong_code_fails_by_name(sides, edit, work, kind, name, cases):
    """The kind, the entry, and the case at hand."""
    student, reference = sides(*edit)
    failed, found = wrong(lambda: work(student, reference))
    assert (failed.kind, failed.name, found) == (kind, name, cases)


def test_each_side_gets_the_arrays_as_they_were_drawn(sides):
    """A student's code that overwrites an argument spoils neither the other side nor the next question."""
    student, reference = sides(
        "def forward(x, w, eps=0.0): return x * w + eps",
        "def forward(x, w, eps=0.0):\n    x *= w\n    return x.copy() + eps",
    )
    x, w = X.copy(), W.copy()
    student.forward(x, w)
    assert not np.array_equal(x, X)
    agrees(student, reference, FORWARD, (x, w))


def test_no_case_proves_nothing(sides):
    """The author is told, not the student."""
    with pytest.raises(TopicError, match="without cases"):
        agrees(*sides(), FORWARD, {})


def test_a_gradient_check_has_one_upstream_gradient(sides):
    """With several there is no single number to differentiate."""
    question = backward(FORWARD, "backward", "dx", "dw", upstream=2)
    with pytest.raises(TopicError, match="2 upstream gradients"):
        passes_gradient_check(*sides(), question, CASES, Rng(1), wrt={"dx": 0})


def test_upstream_gradients_have_the_shapes_of_the_outputs(sides):
    """They come first in each case, and differ between cases."""
    cases = with_upstream(Rng(1), sides()[1], FORWARD, CASES)
    assert {name: args[0].shape for name, args in cases.items()} == {"rows": (2, 3), "one row": (1, 3)}
    assert all(args[1] is CASES[name][0] for name, args in cases.items())


def test_copies_go_deep_and_casts_touch_floats_alone():
    """Arrays, lists, tuples and dictionaries; integers, text and None stay."""
    given = (X, [W, {"n": np.arange(2), "w": W}], ("text", None, 1.5))
    x, (w, inner), rest = copied(given, np.dtype("float32"))
    assert x.dtype == w.dtype == inner["w"].dtype == np.float32 and inner["n"].dtype == np.arange(2).dtype
    assert rest == ("text", None, 1.5)
    same = copied(given)
    assert same[0] is not X and same[1][0] is not W and np.array_equal(same[0], X)
