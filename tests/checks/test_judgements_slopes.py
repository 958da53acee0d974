"""slopes_agree compares a gradient with the slopes of the reference's forward, and says where they part."""

import re

import numpy as np
import pytest

from grader.checks.inputs import Inputs
from grader.checks.judgements import ALL_DIRECTIONS, slopes_agree
from grader.checks.proxies import ModuleProxy
from grader.checks.seeds import Rng, seed_for
from grader.checks.setting import Wrong
from grader.judging.reference.live import Live
from grader.values.errors import TopicError
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import NumpyRuntime

FORWARDS = """
import numpy as np

def square(x, shift=0.0):
    return (x + shift) ** 2

def linear(x, w):
    return x @ w, "a cache"

def constant(x):
    return 0.0 * x + 3.0

def total(x):
    return float((x ** 3).sum())

def half(x):
    return x[: len(x) // 2].copy()

def logarithm(x):
    with np.errstate(all="ignore"):
        return np.log(x)

def greedy(x):
    x *= 2.0
    return x
"""


@pytest.fixture
def reference():
    """The functions above, as a check sees them."""
    cells = [("forwards.py", FORWARDS)]
    live = Live(NumpyRuntime(), Load("forwards", cells))
    return ModuleProxy(live, Inputs(), trusted=True, seconds=1.0, seed_name="test")


@pytest.fixture
def rng():
    """The random inputs of one check."""
    return Rng(seed_for("a check of slopes"))


def agree(gradient, forward, args, rng, upstream=1.0, wrt=0, **more):
    """Judge one gradient, called dx."""
    slopes_agree(gradient, forward, args, wrt=wrt, upstream=upstream, rng=rng, name="dx", **more)


SHAPES = [(5, 4), (13, 10)]  # every entry is varied; random directions


@pytest.mark.parametrize("shape", SHAPES)
def test_a_right_gradient_passes(reference, rng, shape):
    """Weighed with the upstream gradient, with keywords, for small and for large arguments."""
    x, dout = rng.normal(size=shape), rng.normal(size=shape)
    agree(2 * (x + 0.5) * dout, reference.square, (x,), rng, dout, kwargs={"shift": 0.5})


@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_output_of_a_tuple_counts(reference, rng, shape):
    """A forward that also returns a cache, varied in each of its arguments."""
    x, w = rng.normal(size=shape), rng.normal(size=(shape[1], 3))
    dout = rng.normal(size=(shape[0], 3))
    agree(dout @ w.T, reference.linear, (x, w), rng, dout)
    agree(x.T @ dout, reference.linear, (x, w), rng, dout, wrt=1)
    with pytest.raises(Wrong):
        agree(x.T @ np.ones_like(dout), reference.linear, (x, w), rng, dout, wrt=1)


def test_a_scalar_output_and_a_scalar_argument(reference, rng):
    """Losses and parameters that are plain numbers have slopes too."""
    x = rng.normal(size=5)
    agree(6 * x**2, reference.total, (x,), rng, 2.0)
    agree(np.array(7.0), reference.square, (3.5,), rng)
    agree(7.0, reference.square, (3.5,), rng)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "wrong",
    [
        lambda right: -right,
        lambda right: right / 2,
        lambda right: right + 1e-4,
        lambda right: right * (1 + 1e-4),
        lambda right: np.where(np.arange(right.size).reshape(right.shape) == 3, 0.0, right),
        lambda right: right * np.nan,
        lambda right: right + 1e-3j,
        lambda right: np.zeros_like(right),
    ],
    ids="sign half offset factor one_entry nan complex zero".split(),
)
def test_a_wrong_gradient_fails(reference, rng, shape, wrong):
    """Along every entry or along random directions, no kind of wrong slips through."""
    x = rng.normal(2.0, 1.0, shape)
    with pytest.raises(Wrong) as caught:
        agree(wrong(2 * x), reference.square, (x,), rng, np.ones(shape))
    assert caught.value.kind == ("values" if x.size <= ALL_DIRECTIONS else "slopes")


def test_a_slope_that_should_be_0(reference, rng):
    """0 passes where nothing depends on x, and a small number there does not."""
    x = rng.normal(size=(5, 4))
    agree(np.zeros_like(x), reference.constant, (x,), rng, np.ones_like(x))
    with pytest.raises(Wrong):
        agree(np.full_like(x, 1e-6), reference.constant, (x,), rng, np.ones_like(x))
    right = np.where(np.arange(20) < 10, 1.0, 0.0)
    agree(right, reference.half, (np.ones(20),), rng, np.ones(10))
    with pytest.raises(Wrong, match=r"dx\[15\] is 1e-05, expected 0 "):
        agree(right + 1e-5 * (np.arange(20) == 15), reference.half, (np.ones(20),), rng, np.ones(10))


def test_messages(reference, rng):
    """A small gradient names its worst entry, a large one the two rates."""
    x = np.full((2, 3), 1.5)
    with pytest.raises(Wrong, match=r"^dx\[0, 0\] is -3, expected (3|2\.9+\d*|3\.0+\d*) .*; all 6 values are off$"):
        agree(-2 * x, reference.square, (x,), rng, np.ones_like(x))
    x = rng.normal(size=(13, 10))
    message = r"^dx: along a random direction the loss changes at the rate (-?[0-9.]+), dx says (-?[0-9.]+)$"
    with pytest.raises(Wrong, match=message) as caught:
        agree(-2 * x, reference.square, (x,), rng, np.ones_like(x))
    changes, says = map(float, re.search(message, str(caught.value)).groups())
    assert says == pytest.approx(-changes, 1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_another_shape(reference, rng, shape):
    """A gradient has the shape of what it is the gradient of."""
    x = rng.normal(size=shape)
    for gradient in ((2 * x).T, (2 * x)[:1], 3.0):
        with pytest.raises(Wrong, match="the shape of what it is the gradient of") as caught:
            agree(gradient, reference.square, (x,), rng, np.ones(shape))
        assert caught.value.kind == "shape"


@pytest.mark.parametrize("answer", [None, (1.0, 2.0), "2x"])
def test_no_array(reference, rng, answer):
    """What is no gradient at all is named for what it is."""
    with pytest.raises(Wrong, match="where an array is expected"):
        agree(answer, reference.square, (np.ones(3),), rng, np.ones(3))


def test_float32_gradients_need_a_float64_input(reference, rng):
    """Slopes are good to 1e-6: a gradient rounded to float32 stays within, one to float16 does not."""
    x = rng.normal(size=(5, 4))
    agree((2 * x).astype(np.float32), reference.square, (x,), rng, np.ones_like(x))
    with pytest.raises(Wrong):
        agree((2 * x).astype(np.float16), reference.square, (x,), rng, np.ones_like(x))


def test_slopes_that_are_not_finite_are_our_fault(reference, rng):
    """A check that differentiates where there is no slope is wrong, not the student."""
    with pytest.raises(TopicError, match="dx: the slopes of the reference's logarithm are not finite here"):
        agree(np.ones(2), reference.logarithm, (np.array([1.0, -1.0]),), rng, np.ones(2))


def test_an_empty_argument_is_our_fault(reference, rng):
    """No entry has no slope: such a check proves nothing."""
    with pytest.raises(TopicError, match="dx: the gradient of an empty argument proves nothing"):
        agree(np.zeros((0, 3)), reference.square, (np.zeros((0, 3)),), rng, np.zeros((0, 3)))


def test_the_student_is_never_asked_for_slopes(reference, rng):
    """Slopes of the student's own forward would prove a wrong backward pass right."""
    student = ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name="test")
    with pytest.raises(TopicError, match="never of the student's"):
        agree(np.ones(2), student.square, (np.ones(2),), rng, np.ones(2))


def test_a_forward_that_writes_into_its_input(reference, rng):
    """Each evaluation gets its own copy, so slopes stay right and the check's array stays as it is."""
    x = rng.normal(size=4)
    before = x.copy()
    agree(np.full(4, 2.0), reference.greedy, (x,), rng, np.ones(4))
    assert np.array_equal(x, before)
