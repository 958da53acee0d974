"""A backward pass that costs many times what the reference's passes cost fails a claim that names the number of calls."""

import numpy as np
import pytest

from grader.checks.costs import costs_like
from grader.checks.proxies import ModuleProxy
from grader.checks.setting import Wrong
from grader.judging.reference.live import Live
from grader.values.finding import Kind
from grader.worker.runtimes import make_runtime

FORWARD = "import numpy as np\ndef forward(x, w): return np.tanh(x @ w), (x, w)\n"
RIGHT = """
def backward(dy, cache):
    x, w = cache
    return x.T @ (dy * (1 - np.tanh(x @ w) ** 2))
"""
BY_HELPERS = """
def slope(y): return 1 - y * y
def backward(dy, cache):
    y, (x, w) = forward(*cache)
    return x.T @ (dy * slope(y))
"""
BY_DIFFERENCES = """
def backward(dy, cache):
    x, w = cache
    dw = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        moved = w.copy()
        moved[place] += 1e-6
        dw[place] = ((forward(x, moved)[0] - forward(x, w)[0]) * dy).sum() / 1e-6
    return dw
"""
UNDER_ANOTHER_NAME = (
    BY_DIFFERENCES.replace("forward(x", "elsewhere(x") + "def elsewhere(x, w): return np.tanh(x @ w), None\n"
)
ARGS = (np.linspace(-1, 1, 12).reshape(3, 4), np.linspace(-1, 1, 20).reshape(4, 5))
UPSTREAM = (np.ones((3, 5)),)


@pytest.fixture
def judge(load_request, asking):
    """Judge the cost of a backward pass."""

    def judge(text):
        student, right = (Live(make_runtime("numpy"), load_request(FORWARD + part)) for part in (text, RIGHT))
        costs_like(asking(student), asking(right, trusted=True), "forward", ARGS, "backward", UPSTREAM)

    return judge


@pytest.mark.parametrize("text", [RIGHT, BY_HELPERS])
def test_formulas_cost_little(judge, text):
    """Also those that run forward once more and have functions of their own."""
    judge(text)


@pytest.mark.parametrize("text", [BY_DIFFERENCES, UNDER_ANOTHER_NAME])
def test_differences_cost_much(judge, text):
    """Whatever the function is called that they run for each entry."""
    with pytest.raises(
        Wrong, match="backward makes 41 calls of functions of yours for one pass; 20 would be plenty"
    ) as wrong:
        judge(text)
    assert wrong.value.kind is Kind.BOUND and wrong.value.actual == 41.0


def test_a_count_that_is_none(load_request, asking, monkeypatch):
    """What is no whole number is no cost."""
    right = Live(make_runtime("numpy"), load_request(FORWARD + RIGHT))
    student = asking(right)
    monkeypatch.setattr(ModuleProxy, "drive", lambda side, *_: float("nan") if side is student else 1)
    with pytest.raises(Wrong):
        costs_like(student, asking(right, trusted=True), "forward", ARGS, "backward", UPSTREAM)


UNWRITTEN = {"nothing": "None", "zeros": "0 * dy", "a tuple": "(dy, dy)", "a text": "'dw'"}


@pytest.mark.parametrize("answer", UNWRITTEN.values(), ids=UNWRITTEN)
def test_cheap_and_wrong_is_wrong(judge, answer):
    """What is not written costs nothing."""
    with pytest.raises(Wrong):
        judge(f"def backward(dy, cache): return {answer}\n")
