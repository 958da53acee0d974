"""The live reference: trusted code in this process, asked over the same wire, and the slopes of its forward passes."""

import sys

import numpy as np
import pytest

from grader.judging.reference.live import InProcess, Live
from grader.values.errors import TopicError
from grader.worker.protocol.replies import Value
from grader.worker.runtimes import make_runtime

SOURCE = """
import numpy as np

calls = []

def square(x): return x**2
def weighed(x, w, power=2): return (w * x**power).sum(axis=0), "cache"
def loss(x): return float(np.exp(x).sum())
def affine(x, w, b): return x @ w + b
def summed(xs, scale): return sum(xs[1:], xs[0]) * scale["by"]
def greedy(x, running, rows=(), seen=None):
    running["mean"] += 1.0
    if seen is not None: seen += 1.0
    for row in rows: row += 1.0
    x *= 2
    return x + running["mean"] + (0.0 if seen is None else seen) + sum(row.sum() for row in rows)
def broken(x): raise ValueError("not here")
def keep(x): calls.append(x); return len(calls)
def box(): return {1, 2}
def size(s): return len(s)
def draw(): return np.random.rand()
"""


@pytest.fixture(scope="module", autouse=True)
def modules_as_before():
    """A solution is loaded under its own name: leave none behind."""
    finders = list(sys.meta_path)
    yield
    sys.meta_path[:] = finders
    sys.modules.pop("held", None)


@pytest.fixture(scope="module")
def live(load_request):
    return Live(make_runtime("numpy"), load_request(SOURCE))


@pytest.fixture
def reference(live, asking):
    return asking(live, trusted=True)


@pytest.fixture
def rng():
    return np.random.RandomState(4)


def slopes(reference, name, args, *, wrt=0, upstream=1.0, kwargs=None, directions=None):
    point = args[wrt]
    if directions is None:
        directions = np.eye(point.size).reshape(-1, *point.shape)
    found = getattr(reference, name).slopes(
        args, kwargs or {}, wrt=wrt, directions=directions, upstream=np.asarray(upstream)
    )
    return found.reshape(point.shape) if len(directions) == point.size else found


def test_slopes_of_a_square(reference, rng):
    """2x, weighed with what comes from above."""
    x, upstream = rng.normal(0.0, 2.0, (3, 4)), rng.normal(size=(3, 4))
    np.testing.assert_allclose(
        slopes(reference, "square", (x,), upstream=upstream), 2 * x * upstream, rtol=1e-7, atol=1e-9
    )


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e8])
def test_the_step_grows_with_the_argument(reference, rng, scale):
    """Small and large arguments have slopes of the same relative quality."""
    x = scale * rng.uniform(0.5, 2.0, 5)
    np.testing.assert_allclose(slopes(reference, "square", (x,)), 2 * x, rtol=1e-6)


def test_slopes_of_the_first_of_several_outputs(reference, rng):
    """By an argument in the middle, with keyword arguments passed on."""
    x, w, upstream = rng.normal(1.0, 1.0, (3, 4)), rng.normal(size=(3, 4)), rng.normal(size=4)
    got = slopes(reference, "weighed", (x, w), wrt=1, upstream=upstream, kwargs={"power": 3})
    np.testing.assert_allclose(got, x**3 * upstream, rtol=1e-7, atol=1e-9)
    got = slopes(reference, "weighed", (x, w), wrt=0, upstream=upstream)
    np.testing.assert_allclose(got, 2 * w * x * upstream, rtol=1e-7, atol=1e-9)


def test_slopes_of_a_number(reference, rng):
    """A loss is a plain float; whole numbers are varied as real ones."""
    x = rng.normal(size=6)
    np.testing.assert_allclose(slopes(reference, "loss", (x,), upstream=3.0), 3 * np.exp(x), rtol=1e-8)
    np.testing.assert_allclose(slopes(reference, "square", (np.array([1, 2, 3]),)), [2.0, 4.0, 6.0], rtol=1e-8)


def test_slopes_along_given_directions(reference, rng):
    """One number for each: the product of gradient and direction."""
    x, directions = rng.normal(size=(3, 4)), rng.normal(size=(5, 3, 4))
    got = slopes(reference, "square", (x,), directions=directions)
    np.testing.assert_allclose(got, (2 * x * directions).sum(axis=(1, 2)), rtol=1e-7, atol=1e-9)


def test_slopes_by_arguments_that_are_used_together(reference, rng):
    """The others stay where they are."""
    x, w, b = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=2)
    upstream = rng.normal(size=(3, 2))
    expected = [upstream @ w.T, x.T @ upstream, upstream.sum(axis=0)]
    for wrt in range(3):
        got = slopes(reference, "affine", (x, w, b), wrt=wrt, upstream=upstream)
        np.testing.assert_allclose(got, expected[wrt], rtol=1e-7, atol=1e-9)


def test_no_evaluation_sees_what_an_earlier_one_did(reference):
    """Arrays, dictionaries and lists are fresh each time, as keyword arguments too; the check's own stay as they are."""
    x, running, rows, seen = np.ones(2), {"mean": np.zeros(2)}, [np.zeros(1), np.zeros(1)], np.zeros(2)
    got = slopes(reference, "greedy", (x, running), kwargs={"rows": rows, "seen": seen})
    np.testing.assert_allclose(got, [2.0, 2.0], rtol=1e-8)
    assert x.tolist() == [1.0, 1.0] and running["mean"].tolist() == [0.0, 0.0]
    assert [row.tolist() for row in rows] == [[0.0], [0.0]] and seen.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("name", ["broken", "not_there"])
def test_a_forward_that_fails_is_the_topics_fault(reference, name):
    """Asked for slopes or called: never an exception that could be taken for the student's."""
    with pytest.raises(TopicError, match=f"the reference failed in .*{name}"):
        slopes(reference, name, (np.ones(2),))
    with pytest.raises(TopicError, match=f"the reference failed in {name}"):
        getattr(reference, name)(np.ones(2))


def test_slopes_are_never_taken_of_the_student(live, asking):
    """Their forward may be wrong."""
    with pytest.raises(TopicError, match="never of the student's"):
        slopes(asking(live), "square", (np.ones(2),))


def test_slopes_leave_seed_and_released_objects_to_the_next_call(live, asking):
    """They are no request of their own to the solution."""
    expected = asking(live, trusted=True).draw()
    reference = asking(live, trusted=True)
    slopes(reference, "square", (np.ones(2),))
    assert reference.draw() == expected
    held = reference.box()
    number = held._number
    del held
    slopes(reference, "square", (np.ones(2),))
    assert number in live._servant._objects
    reference.square(1.0)
    assert number not in live._servant._objects


def test_a_check_knows_no_object_of_the_one_before(live, asking):
    """Caches of hundreds of checks would pile up in the worker."""
    held = asking(live, trusted=True).box()
    asking(live, trusted=True).square(1.0)
    assert held._number not in live._servant._objects


def test_nothing_is_shared_by_accident(live, asking):
    """What the solution keeps is not the check's array."""
    x = np.zeros(2)
    asking(live, trusted=True).keep(x)
    x += 1.0
    assert live._servant.module.calls[-1].tolist() == [0.0, 0.0]


def test_objects_stay_behind_handles(live, asking):
    """As with a worker."""
    reference = asking(live, trusted=True)
    assert reference.size(reference.box()) == 2


def test_a_solution_that_does_not_load(load_request, asking):
    """A mistake may not even load: that is its answer to every question."""
    live = Live(make_runtime("numpy"), load_request("x = 1 / 0"))
    assert live.failure.type == "ZeroDivisionError"
    with pytest.raises(TopicError, match="ZeroDivisionError"):
        asking(live, trusted=True).anything()


def test_in_process_is_a_worker_without_a_process(load_request, asking):
    """The same questions and answers; it says that it isolates nothing."""
    worker = InProcess("numpy")
    worker.wait_until_ready()
    assert worker.load(load_request(SOURCE)) == Value([])
    assert asking(worker).square(3) == 9
    assert (worker.layers, worker.ended, worker.device, worker.output()) == (("none",), False, "cpu", "")
    worker.close()


def test_in_process_reports_a_file_that_does_not_load(load_request):
    """As a worker does."""
    assert InProcess("numpy").load(load_request("import nowhere_at_all")).missing == "nowhere_at_all"


def test_slopes_in_torch(load_request, asking, rng):
    """Arrays become tensors wherever they stand, in float64; the forward need not be differentiable."""
    pytest.importorskip("torch")
    source = """
    import torch
    def forward(x, weights, bias=None):
        assert all(isinstance(w, torch.Tensor) for w in weights) and isinstance(bias, torch.Tensor)
        with torch.no_grad():
            return torch.tanh(x) @ weights[0] + bias, None
    """
    live = Live(make_runtime("torch"), load_request(source))
    x, w, b, upstream = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=2), rng.normal(size=(3, 2))
    got = slopes(asking(live, trusted=True), "forward", (x, [w]), upstream=upstream, kwargs={"bias": b})
    np.testing.assert_allclose(got, (upstream @ w.T) / np.cosh(x) ** 2, rtol=1e-7, atol=1e-9)
