"""What a check sees: calls with the effects of one process, and a reference that sees inputs as they were drawn."""

import sys

import numpy as np
import pytest

from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.judging.reference.live import Live
from grader.values.errors import Crashed, StudentRaised, TopicError
from grader.worker.protocol.replies import Value
from grader.worker.runtimes import make_runtime

SOURCE = """
import numpy as np

def double(x): return 2 * x
def total(x): return sum(np.sum(v) for v in (x.values() if isinstance(x, dict) else x))
def scale(x, by=2.0): x *= by
def step(params, lr=1.0):
    for name in params: params[name] = params[name] - lr
def steps(layers):
    for layer in layers: layer["w"] -= 1.0
    layers.append({"w": np.zeros(1)})
def update(running, momentum=0.5):
    running["mean"] = momentum * running["mean"]
    running["var"] *= momentum
    return running["mean"] + running["var"]
def cache(x): return x, {0: x, (1, 2): None}
def backward(cache): cache[0] = cache[0] + 1; return cache[0]
def fails(x): x *= 0; raise ValueError("no")
def draw(): return np.random.rand()
def reshaped(x): x.shape = (-1,)
def same(a, b): return a is b
KEPT = []
def keep(x): KEPT.append({"x": x}); return x, KEPT[-1]
def is_kept(cache, place): return cache is KEPT[place]
class Value:
    def __init__(self, data): self.data = data
"""


@pytest.fixture(scope="module")
def live(load_request):
    """One servant plays both sides: what differs is who is trusted."""
    finders = list(sys.meta_path)
    yield Live(make_runtime("numpy"), load_request(SOURCE))
    sys.meta_path[:] = finders
    sys.modules.pop("held", None)


@pytest.fixture
def sides(live, asking):
    """A student and a reference that share a check's inputs."""
    inputs = Inputs()
    return asking(live, inputs), asking(live, inputs, trusted=True)


@pytest.fixture
def student(sides):
    return sides[0]


def test_arrays_are_changed_in_place(student):
    """The check's own array, as a positional or as a keyword argument, and a view of it where that was passed."""
    x = np.ones((2, 3))
    student.scale(x, by=3.0)
    assert x.tolist() == [[3.0] * 3] * 2
    student.scale(x=x[0])
    assert x.tolist() == [[6.0] * 3, [3.0] * 3]


def test_entries_are_replaced(student):
    """In the check's own dictionary, also inside lists; what is appended is there too."""
    params, layers = {"w": np.ones(2), "b": np.zeros(1)}, [{"w": np.ones(1)}]
    student.step(params, lr=0.5)
    assert [params["w"].tolist(), params["b"].tolist()] == [[0.5, 0.5], [-0.5]]
    student.steps(layers)
    assert [layer["w"].tolist() for layer in layers] == [[0.0], [0.0]]


def test_the_reference_sees_inputs_as_drawn(sides):
    """However the student's code changed them in between; the check still sees the change."""
    student, reference = sides
    x, params = np.ones(3), {"w": np.ones(2), "deep": [np.ones(1)]}
    student.scale(x)
    student.scale(params["deep"][0])
    student.step({"w": x})
    assert reference.double(x).tolist() == [2.0] * 3 and x.tolist() == [2.0] * 3
    assert reference.total({"a": x, "b": params["deep"][0]}) == 4.0
    assert params["deep"][0].tolist() == [2.0]


def test_the_reference_sees_dictionaries_as_drawn(sides):
    """Replaced entries are put back, and arrays inside that were changed in place."""
    student, reference = sides
    running = {"mean": np.full(2, 4.0), "var": np.full(2, 8.0)}
    first = student.update(running)
    assert running["mean"].tolist() == [2.0, 2.0] and running["var"].tolist() == [4.0, 4.0]
    assert reference.update(running).tolist() == first.tolist() == [6.0, 6.0]
    assert reference.update(running).tolist() == [6.0, 6.0]
    assert running["mean"].tolist() == [2.0, 2.0]


def test_what_was_drawn_is_not_the_references_to_change(sides):
    """It works on a copy of what the student changed, so its second call sees the same as its first."""
    student, reference = sides
    params, x = {"w": np.full(2, 3.0)}, np.full(2, 3.0)
    student.step(params)
    student.scale(x)
    for _ in range(2):
        reference.step(params)
        reference.scale(x)
        assert reference.total(params) == reference.total([x]) == 6.0
    assert params["w"].tolist() == [2.0, 2.0] and x.tolist() == [6.0, 6.0]


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_reference_sees_views_as_drawn(sides, order):
    """A slice that is made after the student changed the array, or a part of it, shows what was drawn."""
    student, reference = sides
    x = np.array(np.arange(12.0).reshape(3, 4), order=order)
    drawn = x.copy()
    student.scale(x[1:, ::2])
    assert not np.array_equal(x, drawn)
    for view in (
        lambda a: a,
        lambda a: a[1:],
        lambda a: a.T,
        lambda a: a[::-1, ::-2],
        lambda a: a[1, 2, ...],
        lambda a: a[:0],
    ):
        np.testing.assert_array_equal(reference.double(view(x)), 2 * view(drawn))
    student.scale(x)
    np.testing.assert_array_equal(reference.double(x[:1]), 2 * drawn[:1])


def test_effects_of_the_reference_are_seen(sides):
    """On inputs that the student left alone, in place or replaced; its next call sees them, as in one process."""
    _, reference = sides
    x, running = np.ones(2), {"mean": np.ones(2), "var": np.ones(2)}
    reference.scale(x)
    reference.update(running)
    reference.update(running)
    assert x.tolist() == [2.0, 2.0] and running["mean"].tolist() == [0.25, 0.25]


def test_effects_of_a_call_that_fails_are_not_told(student):
    """There is no answer, and no claim about what it did."""
    x = np.ones(2)
    with pytest.raises(StudentRaised, match="fails: ValueError: no"):
        student.fails(x)
    assert x.tolist() == [1.0, 1.0]


def test_another_shape_fits_no_argument(student):
    """The check's array cannot follow, and must not be broadcast to."""
    x = np.ones((1, 3))
    with pytest.raises(Crashed, match=r"its shape \(1, 3\) became \(3,\)"):
        student.reshaped(x)


def test_an_array_that_is_passed_twice_is_one_array(student):
    """On the other side as on this one."""
    x = np.ones(2)
    assert student.same(x, x) is True and student.same(x, x.copy()) is False


def test_a_cache_is_a_handle_and_its_owners_business(student):
    """It comes and goes; changing it changes nothing here; a reader of the check learns its type and no more."""
    _, kept = student.cache(np.ones(2))
    assert isinstance(kept, Handle) and repr(kept) == "<dict object>"
    assert student.backward(kept).tolist() == [2.0, 2.0] and kept[0].tolist() == [2.0, 2.0]


def test_a_handle_belongs_to_its_side(sides):
    """What the student made means nothing to the reference."""
    student, reference = sides
    with pytest.raises(Exception, match="cannot be passed here"):
        reference.same(student.Value(1.0), 1)


def test_both_sides_draw_alike(sides):
    """The global generators are seeded in each side's first request, and only there."""
    student, reference = sides
    assert student.draw() == reference.draw()
    assert student.draw() != student.draw()


def test_a_reference_that_fails_is_the_topics_fault(sides):
    """Where the student's would be theirs."""
    with pytest.raises(TopicError, match="the reference failed in fails"):
        sides[1].fails(np.ones(1))


def test_inputs_and_answers_are_noted(live, asking):
    """The student's last call, the forms of the answers of both sides, and where each axis length was seen."""
    inputs = Inputs()
    student, reference = asking(live, inputs), asking(live, inputs, trusted=True)
    student.double(np.ones((4, 3)))
    asked, answer = inputs.last_call, inputs.last_answer
    assert (asked.question.call, asked.kwargs, asked.args[0].shape, answer.shape) == ("double", {}, (4, 3), (4, 3))
    assert inputs.sizes == {4: "axis 0 of argument 1 of double", 3: "axis 1 of argument 1 of double"}
    reference.double(np.ones(5))
    [(call, mine, right)] = inputs.pairs()
    assert (call, mine.form, right.form) == ("double", "an array of shape (4, 3)", "an array of shape (5,)")
    assert inputs.last_answer is answer


def test_respondents_are_no_modules(student):
    """Python's own questions are not passed on: nothing is asked by looking at them."""
    handle = student.Value(1.0)
    for thing in (student, handle):
        with pytest.raises(AttributeError):
            thing.__wrapped__  # noqa: B018


CACHE = """
import numpy as np

BUFFER = np.zeros(3)

def forward(x):
    np.copyto(BUFFER, x)
    return 2 * x, (BUFFER,)

def backward(cache):
    return cache[0].copy(), cache[0] is BUFFER
"""


def test_a_cache_comes_back_as_the_very_object(hold, asking):
    """It shares memory with what the code keeps: a second forward pass that overwrites it must show."""
    student = asking(hold(CACHE))
    out, cache = student.forward(np.ones(3))
    assert out.tolist() == [2.0, 2.0, 2.0] and cache[0].tolist() == [1.0, 1.0, 1.0]
    student.forward(np.full(3, 7.0))
    values, same = student.backward(cache)
    assert values.tolist() == [7.0, 7.0, 7.0] and same


def test_a_cache_that_the_check_holds_stays_the_very_object(student):
    """However many calls come between, whether it is passed back alone or has come second."""
    _, first = student.keep(np.ones(1))
    for _ in range(20):
        _, later = student.keep(np.ones(1))
    assert student.is_kept(first, 0) and student.is_kept(later, 20)
    assert student.is_kept(first, 0)


def test_a_cache_that_the_check_lets_go_is_let_go(live, student):
    """By both sides, also if a part of it is held: only the whole could be passed back."""
    before = len(live._servant._objects)
    parts = [student.keep(np.ones(1))[1]["x"] for _ in range(20)]
    student.double(np.ones(1))
    assert len(student._owned) <= 1 and len(live._servant._objects) <= before + 2 and len(parts) == 20


def test_more_objects_than_a_question_has_room_to_release(live, student, monkeypatch):
    """The rest is released by the next questions."""
    monkeypatch.setattr("grader.checks.proxies.MAX_RELEASED", 3)
    objects = [student.Value(k) for k in range(8)]
    before = len(live._servant._objects)
    del objects
    left = []
    for _ in range(4):
        student.draw()
        left.append(before - len(live._servant._objects))
    assert left == [3, 6, 8, 8]


DRAWS = """
def normal(rng, *shape): return rng.normal(size=shape)
def kind(rng): return type(rng).__name__
"""
TORCH_DRAWS = """
import torch
def normal(rng, *shape): return torch.randn(shape, generator=rng)
def kind(rng): return type(rng).__name__
"""


@pytest.mark.parametrize(("runtime", "source"), [("numpy", DRAWS), ("torch", TORCH_DRAWS)])
def test_both_sides_get_the_same_generator(hold, asking, load_request, runtime, source):
    """A worker and live code draw the same numbers from one seed, and go on where the last call stopped."""
    if runtime == "torch":
        pytest.importorskip("torch")
    student = asking(hold(source, runtime))
    reference = asking(Live(make_runtime(runtime), load_request(source)), trusted=True)
    drawn = []
    for side in (student, reference):
        generator = side.generator(np.random.RandomState(0).randint(100))
        drawn.append((side.normal(generator, 3), side.normal(generator, 3), side.normal(side.generator(8), 3)))
        assert side.kind(generator) == "Generator"
    for one, other in zip(*drawn, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(drawn[0][0], drawn[0][1]) and not np.array_equal(drawn[0][0], drawn[0][2])


def test_what_is_no_seed(student):
    """It is the author's mistake, and no failure of the student's code."""
    for seed in (-1, 1 << 63):
        with pytest.raises(TopicError, match="no seed"):
            student.generator(seed)


def test_a_generator_that_is_no_object_is_the_workers_fault(asking):
    """A process that runs a stranger's code may answer with anything."""

    class Lying:
        def ask(self, question, proxy, seconds):
            return Value(None)

    with pytest.raises(Crashed, match="malformed"):
        asking(Lying()).generator(3)


KEEPS = """
import numpy as np
class Dropout:
    def __init__(self, p, rng): self.p, self.rng = p, rng
    def __call__(self, x): return x * (self.rng.random(x.shape) >= self.p)
"""
TORCH_KEEPS = """
import torch
class Dropout(torch.nn.Module):
    def __init__(self, p, rng): super().__init__(); self.p, self.rng = p, rng
    def forward(self, x): return x * (torch.rand(x.shape, generator=self.rng) >= self.p)
"""
DRIVER = """
def draws(student, x, rng): return student.Dropout(0.25, rng)(x), student.Dropout(0.25, rng)(x)
"""


@pytest.mark.parametrize(("runtime", "source"), [("numpy", KEEPS), ("torch", TORCH_KEEPS)])
def test_a_generator_goes_into_objects_and_drivers(hold, asking, runtime, source):
    """An object keeps it, and a driver passes it on: it is one generator, which goes on from draw to draw."""
    if runtime == "torch":
        pytest.importorskip("torch")
    student, x = asking(hold(source, runtime, DRIVER)), np.ones((200, 50))
    model = student.Dropout(0.25, student.generator(3))
    one, two = model(x), model(x)
    assert abs((one == 0).mean() - 0.25) < 0.03 and not np.array_equal(one, two)
    for kept, driven in zip((one, two), student.drive("draws", x, student.generator(3)), strict=True):
        np.testing.assert_array_equal(kept, driven)
