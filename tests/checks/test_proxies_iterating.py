"""Functions and generators that stay on the other side: passed on, counted, and gone through item by item."""

import itertools

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.checks.seeds import Seeds
from grader.checks.setting import Wrong
from grader.judging.reference.live import Live
from grader.judging.run_check import run_check
from grader.sandbox import worker_process
from grader.values.errors import Crashed, StudentRaised, TimedOut, TopicError
from grader.values.report import Status
from grader.worker.protocol.replies import Value
from grader.worker.runtimes import make_runtime

SOURCE = """
import numpy as np

def batches(x, size):
    buffer = np.zeros(size)
    for start in range(0, len(x), size):
        buffer[:] = x[start : start + size]
        yield buffer

class Model:
    def __init__(self): self.steps = 0
    def __iter__(self): return iter([self.steps, self])

def training(steps):
    model = Model()
    for _ in range(steps):
        model.steps += 1
        yield model

def caches():
    for number in range(3):
        yield number, [np.full(1, float(number))]

def same(a, b): return a is b
def numbers(): yield 1; yield 2
def endless():
    while True: yield 0
def fails():
    yield 1
    raise ValueError("at the second item")
def slope(f, x): return (f(x + 1.0) - f(x - 1.0)) / 2
def total(functions, x): return sum(f(x) for f in functions.values())
def consumed(items): return list(items)
"""
DRIVERS = """
def power(student, exponent): return lambda x: x**exponent
def powers(student): return {"square": lambda x: x**2, "cube": lambda x: x**3}
def some(student): return (k * k for k in range(4))
def curve(student):
    yield {"loss": 2.0}
    return student.numbers()
"""
TORCH = """
import torch

def batches(x, size):
    for start in range(0, len(x), size):
        yield x[start : start + size] * torch.ones(1)

def layers():
    yield torch.nn.Linear(2, 1)
    yield torch.ones(2, requires_grad=True)
"""
SIDES = ["process", "live"]


@pytest.fixture
def side(hold, load_request):
    """Who answers: a worker's process, or live code in this process."""

    def answerer(kind, source=SOURCE, runtime="numpy"):
        if kind == "process":
            return hold(source, runtime, DRIVERS)
        return Live(make_runtime(runtime), load_request(source, DRIVERS))

    return answerer


@pytest.fixture(params=SIDES)
def student(request, side, asking):
    return asking(side(request.param))


def test_items_are_data_as_they_were_yielded(student):
    """A buffer that the code fills again is another array here."""
    x = np.arange(6.0)
    assert [batch.tolist() for batch in student.batches(x, 2)] == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert [batch.tolist() for batch in list(student.batches(x, 3))] == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]


def test_items_are_objects_at_the_time_when_they_were_yielded(student):
    """The code goes on when the next item is wanted, as a loop in one process would have it."""
    assert [model.steps for model in student.training(3)] == [1, 2, 3]


def test_several_iterations_at_once(student):
    """Each goes its own way; an object that can be iterated over is gone through anew each time."""
    pairs = zip(student.numbers(), student.numbers(), strict=True)
    assert list(pairs) == [(1, 1), (2, 2)]
    model = student.Model()
    assert [first for first, _ in (model, model)] == [0, 0]


def test_next_of_a_generator(student):
    """As Python's own `next`."""
    numbers = student.numbers()
    assert (next(numbers), next(numbers), next(numbers, None)) == (1, 2, None)
    with pytest.raises(StopIteration):
        next(numbers)


def test_a_yielded_cache_comes_back_as_the_very_object(student):
    """As one that a function returns does."""
    for number, cache in student.caches():
        assert cache[0].tolist() == [number] and student.same(cache, cache)


def test_an_endless_generator(student):
    """A check that takes some items gets them; a check that takes all reads of the bound."""
    assert list(itertools.islice(student.endless(), 3)) == [0, 0, 0]
    with pytest.raises(Wrong, match="endless yielded more than 5000 items: does it ever end"):
        list(student.endless())


def test_an_endless_generator_of_the_reference(side, asking, monkeypatch):
    """It is the topic's fault."""
    monkeypatch.setattr("grader.checks.proxies.MAX_ITEMS", 3)
    with pytest.raises(TopicError, match="endless of the reference has more than 3 items"):
        list(asking(side("live"), trusted=True).endless())


def test_all_items_together_have_a_limit_of_time(side, asking, monkeypatch):
    """A generator that is a little faster than the limit of one call, for ever."""
    monkeypatch.setattr(worker_process, "ITERATION", 1e-9)
    with pytest.raises(TimedOut, match="all items of numbers together"):
        list(asking(side("process")).numbers())


def test_an_exception_between_items(student):
    """It has the student's line, and what came before has come."""
    items = student.fails()
    assert next(items) == 1
    with pytest.raises(StudentRaised, match="the next item of fails: ValueError: at the second item") as raised:
        next(items)
    assert raised.value.failure.frames[-1].function == "fails"


def test_what_cannot_be_iterated_over(student):
    """The exception is Python's own; a generator has no length."""
    with pytest.raises(StudentRaised, match="not iterable"):
        list(student.drive("power", 2))
    with pytest.raises(TypeError, match="numbers returned an object of type generator, which has no length"):
        len(student.numbers())


@pytest.mark.parametrize("answer", [3, [1, 2], (1,), None])
def test_a_process_that_lies(asking, answer):
    """What is no list of one item or none is a malformed message, and so is an iterator that is no object."""

    class Lying:
        def ask(self, question, proxy, seconds):
            return Value(answer)

    student = asking(Lying())
    student._asking = "f"
    made = Handle(student, 1, "generator")
    with pytest.raises(Crashed, match="the next item of f: it sent a malformed message"):
        next(made)
    with pytest.raises(Crashed, match="f: it sent a malformed message"):
        iter(made).__next__()


def test_functions_are_passed_on(student):
    """A driver makes them; they go alone or inside containers."""
    assert student.slope(student.drive("power", 2), 3.0) == 6.0
    functions = student.drive("powers")
    assert student.total(functions, 2.0) == 12.0 and functions["cube"](2.0) == 8.0


def test_calls_are_counted(student):
    """By each function for itself."""
    square, cube = student.counting("power", 2), student.counting("power", exponent=3)
    assert square.calls == 0 and student.slope(square, 3.0) == 6.0 and square.calls == 2
    assert square(2.0) == 4.0 and (square.calls, cube.calls) == (3, 0)


def test_which_generators_are_curves(side, asking):
    """A driver that yields. What a driver or a student's function returns is an object, whichever it is."""
    for kind in SIDES:
        inputs = Inputs()
        student = asking(side(kind), inputs)
        assert list(student.drive("some")) == [0, 1, 4, 9] and inputs.curves == {}
        assert list(student.drive("curve")) == [1, 2] and inputs.curves == {"loss": [2.0]}
        assert student.consumed(student.numbers()) == [1, 2]


@pytest.mark.parametrize("kind", SIDES)
def test_tensors_are_yielded(side, asking, kind):
    """They come as arrays, and modules as handles."""
    pytest.importorskip("torch")
    student = asking(side(kind, TORCH, "torch"))
    assert [batch.tolist() for batch in student.batches(np.arange(3.0), 2)] == [[0.0, 1.0], [2.0]]
    layer, ones = student.layers()
    assert layer.weight.shape == (1, 2) and ones.tolist() == [1.0, 1.0]


def test_slopes_of_a_function_that_takes_a_function(side, asking):
    """The reference gets its own function in every evaluation."""
    source = "def f(g, x): return g(x)"
    reference = asking(side("live", source), trusted=True)
    slopes = reference.f.slopes(
        (reference.drive("power", 2), np.array([3.0])), {}, wrt=1, directions=np.ones((1, 1)), upstream=np.ones(1)
    )
    assert slopes == pytest.approx([6.0])


def test_seconds_of_one_item(hold, asking):
    """One item has the limit of one call."""
    student = asking(hold("def f():\n    yield 1\n    while True: pass"), seconds=0.3)
    items = student.f()
    assert next(items) == 1
    with pytest.raises(TimedOut, match="the next item of f"):
        next(items)


@check(points=1)
def yields_all(student, reference, rng):
    """All items are compared."""
    for item, right in zip(student.f(4), reference.f(4), strict=False):
        assert item == right


def test_the_reference_is_asked_for_its_end(side, load_request):
    """While it is recorded, and not while nothing passed."""

    class Counting(Live):
        asked = ()

        def ask(self, question, proxy, seconds):
            self.asked = (*self.asked, question.op)
            return super().ask(question, proxy, seconds)

    student = side("live", "def f(n): yield from range(n)")
    right = Counting(make_runtime("numpy"), load_request("def f(n): yield from range(n)"))
    assert run_check(yields_all, student, right, Seeds()).status is Status.PASSED
    assert right.asked == ("call", "apply", *["next"] * 5)
