"""Handles: objects that stay on the other side, whose attributes, methods and operators a check uses as if they were here."""

import operator
import sys

import numpy as np
import pytest

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
for name in "add sub mul truediv floordiv mod pow matmul lt le gt ge".split():
    def forward(self, other, f=getattr(__import__("operator"), name)):
        return Value(f(self.data, other.data if isinstance(other, Value) else other))
    def reflected(self, other, f=getattr(__import__("operator"), name)):
        return Value(f(other, self.data))
    setattr(Value, f"__{name}__", forward)
    setattr(Value, f"__r{name}__", reflected)
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


BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]


@pytest.mark.parametrize("function", [*BINARY, operator.lt, operator.le, operator.gt, operator.ge])
def test_binary_operators(student, function):
    """Between two objects, with a number on the right, and with one on the left."""
    seven, two = student.Value(7.0), student.Value(2.0)
    assert function(seven, two).data == function(7.0, 2.0)
    assert function(seven, 2.0).data == function(7.0, 2.0)
    assert function(2.0, seven).data == function(2.0, 7.0)


def test_an_array_on_the_left_leaves_the_operator_to_the_object(student):
    """NumPy would take the object for a sequence."""
    x, value = np.arange(4.0).reshape(2, 2), student.Value(3.0)
    assert (x * value).data.tolist() == (3 * x).tolist()
    assert (x - value).data.tolist() == (x - 3).tolist()
    assert (x @ student.Value(np.eye(2))).data.tolist() == x.tolist()


def test_unary_operators_and_conversions(student):
    """Python's own types come back where Python asks for them."""
    value = student.Value(-2.5)
    assert ((-value).data, (+value).data, abs(value).data) == (2.5, -2.5, 2.5)
    assert (float(value), int(value), bool(value), len(value)) == (-2.5, -2, False, 7)


def test_entries_of_an_object(student):
    """Read, set, deleted, looked for, iterated over."""
    value = student.Value(1.0)
    assert value["k"] == "k" and "k" not in value
    value["k"] = np.ones(2)
    assert value["k"].tolist() == [1.0, 1.0] and "k" in value
    del value["k"]
    assert "k" not in value
    data, itself = value
    assert data == 1.0 and itself.data == 1.0


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
