"""A module of stubs has the solution's functions and classes; it answers in one way and keeps the solution out of sight."""

import types

import numpy as np
import pytest

from grader.authoring.stub_answers import SORTS
from grader.authoring.stubs import MAX_CALLS, Forged, Stubs
from grader.worker.protocol.replies import Value
from grader.worker.protocol.requests import Call, Drive, MakeGenerator, Used
from grader.worker.runtimes import NumpyRuntime, TorchRuntime

TEXT = """
import numpy as np

class Base:
    def greet(self):
        return "hello"

def forward(x, w):
    return x @ w, {"x": x}

def backward(dout, cache):
    return dout.sum() * cache["x"]

def count(n):
    return 10 * n

def draw(n, rng):
    return rng.random(n)

class Number:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        return Number(self.data + other.data)

class Layer(Base):
    def __init__(self, w):
        self.w = w
        self.reset()

    def reset(self):
        self.ready = True

    @staticmethod
    def double(x):
        return 2 * x

    @property
    def size(self):
        return self.w.size

    def step(self, arrays):
        for array in arrays:
            array -= self.w
"""
NAMES = ("forward", "backward", "count", "draw", "Number", "Layer")
X, W = np.array([[1.0, 2.0]]), np.ones((2, 3))


def stubs(name, *, constructors=False):
    """The stubs of TEXT that answer in this way."""
    solution = types.ModuleType("solution")
    exec(TEXT, solution.__dict__)
    [sort] = [sort for sort in SORTS if sort.name == name]
    return Stubs(solution, NAMES, sort, NumpyRuntime(), constructors=constructors)


def test_functions():
    """An answer has the right form. A cache that a stub returned leads to the right one again."""
    module = stubs("return ones").module
    out, cache = module.forward(X, W)
    assert np.array_equal(out, np.ones((1, 3)))
    assert np.array_equal(module.backward(out, cache), np.ones((1, 2)))


def test_arguments_are_copied():
    """The solution behind a stub changes nothing of the caller's."""
    stub, array = stubs("return zeros").module.Layer(W[0]), np.ones(3)
    stub.step(iter([array]))
    assert np.array_equal(array, np.ones(3))


def test_a_module_of_the_caller_is_copied():
    """A driver gives `train` a module of torch. The solution behind a stub trains a copy, so that the stub trains nothing."""
    torch = pytest.importorskip("torch")
    solution = types.ModuleType("solution")
    exec("def train(model):\n    model.weight.data.add_(1.0)\n    return model.weight", solution.__dict__)
    [sort] = [sort for sort in SORTS if sort.name == "return zeros"]
    module = Stubs(solution, ("train",), sort, TorchRuntime("cpu"), constructors=False).module
    model = torch.nn.Linear(2, 3)
    before = model.weight.detach().clone()
    assert module.train(model).shape == (3, 2)
    assert torch.equal(model.weight, before)


def test_other_arguments():
    """The answer does not depend on the numbers in the arrays, but on their shapes."""
    module = stubs("return the answer to other arguments").module
    (one, _), (other, _) = module.forward(X, W), module.forward(5 * X, W + 1)
    assert np.array_equal(one, other) and one.shape == (1, 3) and one.any()
    assert [module.count(2), module.count(3)] == [20, 20]  # without arrays: the first answer for ever


def test_other_draws_are_no_other_arguments():
    """They are as right as these. So a stub that is given a generator answers with no draws at all."""
    module, rng = stubs("return the answer to other arguments").module, np.random.default_rng(0)
    assert module.draw(3, rng) == 0.0 == module.draw(3, rng)
    assert stubs("return ones").module.draw(3, rng).tolist() == [1.0, 1.0, 1.0]


def test_classes():
    """Methods, properties, static methods and what an object should keep are stubs; foreign bases stay."""
    module = stubs("return zeros").module
    layer = module.Layer(W)
    assert (layer.size, layer.greet()) == (0, "hello")
    assert np.array_equal(layer.double(X), 0 * X)
    assert not hasattr(layer, "w") and not hasattr(layer, "ready")
    total = module.Number(1.0) + module.Number(2.0)
    assert type(total) is module.Number and repr(total.data) == "0.0" and not hasattr(total, "other")


def test_written_constructors():
    """With them the attributes are there, and what they call themselves."""
    layer = stubs("return None", constructors=True).module.Layer(W)
    assert layer.w is W and layer.ready
    assert layer.double(X) is None and layer.size is None


def test_calls_are_counted():
    """A check that calls stubs many thousand times is ended."""
    made = stubs("return None")
    for _ in range(MAX_CALLS):
        made.module.count(1)
    with pytest.raises(RuntimeError):
        made.module.count(1)
    made.calls = 0
    assert made.module.count(1) is None


class Right:
    """Answers every question with ones, and counts them."""

    asked = 0

    def ask(self, question, proxy, seconds):
        self.asked += 1
        return Value(np.ones(2), [], [])


def test_forged_answers():
    """Drivers answer as functions do, once for the same question. Generators and the list of what was used are not forged."""
    [zeros] = [sort for sort in SORTS if sort.name == "return zeros"]
    right = Right()
    forged = Forged(right, zeros, {})
    for kind in (Call, Drive, Drive):
        assert np.array_equal(forged.ask(kind("f", [X], {}), None, 1.0).value, np.zeros(2))
    assert right.asked == 2
    for kind in (Used, MakeGenerator):
        assert np.array_equal(forged.ask(kind("", [], {}), None, 1.0).value, np.ones(2))
