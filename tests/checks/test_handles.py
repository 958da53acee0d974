"""Handles: objects that stay on the other side, whose attributes, methods and entries a check uses as if they were here."""

import operator
import sys

import numpy as np
import pytest

from grader.checks.handles import Handle, NotData, alike, digest, form
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.judging.reference.live import Live
from grader.values.errors import StudentRaised
from grader.worker.runtimes import make_runtime

SOURCE = """
import numpy as np

def double(x): return 2 * x
def same(a, b): return a is b
class Value:
    __array_ufunc__ = None
    def __init__(self, data): self.data, self.grad, self.parts = data, 0.0, {}
    def __repr__(self): return "secret"
    def backward(self, by=1.0): self.grad += by
    def absorb(self, x, out): out[:] = x + self.data; self.data = 0
    def __call__(self, x): return Value(x * self.data)
    def __bool__(self): return self.data > 0
    def __len__(self): return 7
    def __getitem__(self, k): return self.parts.get(k, k)
    def __setitem__(self, k, v): self.parts[k] = v
    def __delitem__(self, k): del self.parts[k]
    def __contains__(self, k): return k in self.parts
    def __iter__(self): return iter([self.data, self])
    def __float__(self): return float(self.data)
    def __int__(self): return int(self.data)
    def __neg__(self): return Value(-self.data)
    def __pos__(self): return Value(+self.data)
    def __abs__(self): return Value(abs(self.data))
for name in "add sub mul truediv floordiv mod pow matmul lt le gt ge eq ne".split():
    setattr(Value, f"__{name}__", lambda self, other: 0.0)
    setattr(Value, f"__r{name}__", lambda self, other: 0.0)
Value.__hash__ = object.__hash__
"""


@pytest.fixture(scope="module")
def live(load_request):
    """The other side."""
    finders = list(sys.meta_path)
    yield Live(make_runtime("numpy"), load_request(SOURCE))
    sys.meta_path[:] = finders
    sys.modules.pop("held", None)


@pytest.fixture
def student(live, asking):
    return asking(live)


def test_attributes_are_read_and_set(student):
    """And methods called, with effects on their arguments."""
    value, out = student.Value(3.0), np.zeros(2)
    assert value.data == 3.0 and value.grad == 0.0
    value.grad = 5.0
    value.backward(by=2.0)
    assert value.grad == 7.0 and "secret" not in repr(value)
    value.absorb(np.ones(2), out)
    assert out.tolist() == [4.0, 4.0] and value.data == 0
    with pytest.raises(StudentRaised, match="Value.nothing: AttributeError"):
        value.nothing  # noqa: B018


BINARY = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lt le gt ge eq ne iadd".split()


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("other", [2.0, np.ones(2), "a", None], ids=str)
def test_no_operator_carries_a_value_to_the_other_side(live, student, name, other):
    """On either side of the operator: the other side is asked nothing, and the object is named."""
    value, function = student.Value(7.0), getattr(operator, name)
    before = live._servant._last_handle
    for sides in ((value, other), (other, value)):
        try:
            function(*sides)
        except TypeError as error:  # NumPy raises its own where it works in place
            assert sides[0] is not value or "Value returned an object of type Value, where numbers are" in str(error)
        else:
            assert (name, sides[0]) == ("mod", "a")  # an operator of text
    assert live._servant._last_handle == before


@pytest.mark.parametrize("function", [float, int, bool, complex, abs, round, operator.neg, operator.index, np.isnan])
def test_an_object_is_no_number(student, function):
    """Nor an array."""
    with pytest.raises((NotData, TypeError)):
        function(student.Value(1.0))


def test_two_objects_are_compared_by_identity(student):
    """They are not asked."""
    value, other = student.Value(1.0), student.Value(1.0)
    assert value == value and value != other and len({value, other}) == 2


def test_entries_of_an_object(student):
    """Read and looked for by name or number, counted, iterated over; never set, and never by an array."""
    value = student.Value(1.0)
    assert value["k"] == "k" and "k" not in value and value[3] == 3 and len(value) == 7
    data, itself = value
    assert data == 1.0 and itself.data == 1.0
    for key in (np.ones(2, bool), 1.5, slice(2)):
        with pytest.raises(NotData):
            value[key]
        with pytest.raises(NotData):
            key in value  # noqa: B015
    with pytest.raises(NotData):
        value["k"] = 1.0
    with pytest.raises(NotData):
        del value["k"]


RIGHT = np.linspace(0.5, 2.0, 6).reshape(2, 3)


@pytest.mark.parametrize(
    "other",
    [
        RIGHT.T, RIGHT.astype(np.float32), RIGHT + 1e-3, RIGHT[:, ::-1], list(RIGHT), (RIGHT,), RIGHT[:0], {"a": RIGHT}, None,
        RIGHT > 1, RIGHT + 0j, RIGHT * np.nan, 1.0, 1, True, "a", 10**400,
    ],
    ids=repr,
)  # fmt: skip
def test_digests_tell_answers_apart(other):
    """By type, shape, kind of number and numbers; rounding makes no difference."""
    assert alike(digest(RIGHT), digest(RIGHT * (1 + 1e-13)))
    assert alike(digest(other), digest(other)) and not alike(digest(RIGHT), digest(other))


def test_objects_can_be_called_and_passed_back(student):
    """As arguments of calls and of operators."""
    made = student.Value(3.0)(2.0)
    assert made.data == 6.0 and student.same(made, made) is True


def test_handles_are_released_when_the_check_drops_them(live, student):
    """With the next request, and only those."""
    kept, dropped = student.Value(1.0), student.Value(2.0)
    numbers = kept._number, dropped._number
    del dropped
    assert set(numbers) <= live._servant._objects.keys()
    student.double(1)
    assert numbers[0] in live._servant._objects and numbers[1] not in live._servant._objects
    assert kept.data == 1.0


PROXY = ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name="")
OBJECT = Handle(PROXY, 1, "Cache")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "None (is a `return` missing?)"),
        (RIGHT, "an array of shape (2, 3)"),
        (np.array(1.0), "a number"),
        (True, "a number"),
        (1j, "a number"),
        ("text", "a str"),
        ({"a": 1}, "a dict"),
        (OBJECT, "an object of type Cache"),
        (Handle(PROXY, 1, "generator"), "a generator"),
        (Handle(PROXY, 1, "array of dtype object"), "an array of dtype object"),
        ((RIGHT, None), "a tuple of 2 (an array of shape (2, 3), None)"),
        ((1, (RIGHT, RIGHT, RIGHT)), "a tuple of 2 (a number, a tuple of 3)"),
        ([1, 2, 3, 4, 5], "a list of 5 (a number, a number, a number, a number, …)"),
        ((), "a tuple of 0 ()"),
    ],
)
def test_form(answer, words):
    """Every kind of answer has words for it."""
    assert form(answer) == words
