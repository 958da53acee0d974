"""The servant: every request has a reply, a student's exception is one, and what is no data stays behind as a handle."""

import dataclasses
import gc

import numpy as np
import pytest

from grader.worker.protocol.replies import Failure, FrameSummary, read_reply
from grader.worker.runtimes import NumpyRuntime
from grader.worker.servant import OPERATORS, Servant
from grader.worker.wire import WireError, pack, reader, unpack

SOURCE = """
import random
import sys
import numpy as np

ended = []

class Box:
    def __init__(self, n=0): self.n = n
    def add(self, x, times=1): x += times; self.n += 1; return self.n
    def __add__(self, other): return Box(self.n + getattr(other, "n", other))
    def __call__(self, k): return self.n * k
    def __len__(self): return self.n
    def __getitem__(self, key): return (self.n, key)
    def __float__(self): return self.n / 2
    def __iter__(self): return iter([self.n, Box()])
    def __del__(self): ended.append(self.n)

def box(n=0): return Box(n)
def n_of(b): return b.n
def double(x): return 2 * x
def scale(x, by=1): x *= by
def draw(): return random.random(), np.random.rand()
def kinds(): return {"array": np.ones(2), "text": np.array(["a"]), "exact": np.longdouble(1), "keys": {1: 2}, "big": 1 << 70}
def same(a, b): return a is b
def fill(cache, value): cache[1] = value
def quit(code): sys.exit(code)
def interrupt(): raise KeyboardInterrupt
def broken(): return 1 / 0
def endless(n): return endless(n + 1)
def large(): return np.zeros((600 << 20), np.uint8)
def caches(): yield 1, [2.0]
def twice(f, x): return f(f(x))
number = 3
"""
DRIVERS = """
import functools
def train(student, x, steps, by=1):
    for _ in range(steps): student.scale(x, by)
    return student.double(x)
def broken(student): return student.broken()
def curve(student):
    yield {"loss": 0.5}
    return 7
def passing_on(function):
    @functools.wraps(function)
    def wrapper(*args): return function(*args)
    return wrapper
decorated = passing_on(curve)
def made(student): return curve(student)
def of_student(student): return student.caches()
def times(student, factor): return lambda x: factor * x
def train_nothing(student): return 3
"""


@dataclasses.dataclass(frozen=True)
class Ref:
    number: int
    type_name: str


def ask(servant, op, name, *args, **more):
    """The reply to one request, with handles as Refs."""
    request = {"op": op, "name": name, "args": list(args), "kwargs": {}, **more}
    frame = b"".join(pack(request, lambda ref: (ref.number, ref.type_name)))
    return unpack(reader(b"".join(servant.answer(reader(frame)))), Ref)


@pytest.fixture(scope="module")
def servant():
    return loaded()


def loaded():
    servant = Servant(NumpyRuntime())
    load = {"cells": [["task.py", SOURCE]], "others": {}, "drivers": ["drivers.py", DRIVERS]}
    assert ask(servant, "load", "task_of_servant", **load) == {"value": []}
    return servant


def value_of(reply):
    assert "error" not in reply, reply
    return reply["value"]


def error_of(reply):
    failure = read_reply(reply)
    assert isinstance(failure, Failure) and failure.to_wire() == reply
    return failure


def test_a_call(servant):
    """Positional and keyword arguments in, value and effects out."""
    x = np.ones(3)
    assert value_of(ask(servant, "call", "double", 4)) == 8
    reply = ask(servant, "call", "scale", x, kwargs={"by": 3})
    assert reply["value"] is None
    (change,) = reply["changes"]
    assert change["path"] == [0, 0] and change["array"].tolist() == [3.0, 3.0, 3.0]


def test_effects_on_keyword_arguments(servant):
    """They are found under the argument's name."""
    (change,) = ask(servant, "call", "scale", kwargs={"x": np.ones(1), "by": 2})["changes"]
    assert change["path"] == [1, "x"]


def test_a_driver_gets_the_module_and_its_arguments_keep_their_places(servant):
    """The judge does not know of the module, so an effect on the first argument is one on argument 0."""
    reply = ask(servant, "drive", "train", np.ones(2), 3, kwargs={"by": 2})
    assert reply["value"].tolist() == [16.0, 16.0]
    assert [change["path"] for change in reply["changes"]] == [[0, 0]]


def test_methods_and_callable_objects(servant):
    """The object is the first argument of the request, so effects on the others are counted behind it."""
    box = value_of(ask(servant, "call", "box", 5))
    assert box.type_name == "Box"
    reply = ask(servant, "method", "add", box, np.zeros(2), kwargs={"times": 4})
    assert reply["value"] == 6
    (change,) = reply["changes"]
    assert change["path"] == [0, 1] and change["array"].tolist() == [4.0, 4.0]
    assert value_of(ask(servant, "method", "", box, 10)) == 60


def test_attributes_are_read_and_set(servant):
    """`get` of a method is a handle that can be called."""
    box = value_of(ask(servant, "call", "box", 5))
    assert value_of(ask(servant, "get", "n", box)) == 5
    assert value_of(ask(servant, "set", "n", box, 8)) is None
    assert value_of(ask(servant, "call", "n_of", box)) == 8
    bound = value_of(ask(servant, "get", "add", box))
    assert value_of(ask(servant, "method", "", bound, 1)) == 9
    assert error_of(ask(servant, "get", "nothing", box)).type == "AttributeError"


@pytest.mark.parametrize(("name", "others", "expected"), [
    ("len", [], 3), ("getitem", ["k"], (3, "k")),
])  # fmt: skip
def test_operators(servant, name, others, expected):
    """Python's own, on objects that stay."""
    box = value_of(ask(servant, "call", "box", 3))
    assert value_of(ask(servant, "apply", name, box, *others)) == expected


def test_iterating(servant):
    """Each item comes in a list when it is asked for, data or not; the end is an empty list."""
    items = value_of(ask(servant, "apply", "iter", value_of(ask(servant, "call", "box", 3))))
    first, second, end = (value_of(ask(servant, "next", "1", items)) for _ in range(3))
    assert first == [3] and isinstance(second[0], Ref) and end == []


def test_a_yielded_cache_is_kept(servant):
    """As the items of a returned tuple are."""
    reply = ask(servant, "next", "1", value_of(ask(servant, "call", "caches")))
    ((number, cache),), (none, kept) = reply["value"], reply["kept"]
    assert (number, cache, none) == (1, [2.0], 0)
    assert value_of(ask(servant, "call", "same", Ref(kept, "list"), Ref(kept, "list"))) is True


def test_which_generators_are_curves(servant):
    """A driver that yields. A generator that a driver returns, or a function of the student's, stays an object."""
    reply = ask(servant, "drive", "curve")
    assert reply["value"] == 7 and reply["points"] == [{"loss": 0.5}]
    assert ask(servant, "drive", "decorated")["points"] == [{"loss": 0.5}]
    for reply in (ask(servant, "drive", "made"), ask(servant, "drive", "of_student"), ask(servant, "call", "caches")):
        assert value_of(reply).type_name == "generator" and "points" not in reply
    assert value_of(ask(servant, "next", "1", value_of(ask(servant, "drive", "made")))) == [{"loss": 0.5}]


def test_a_function_that_counts_its_calls(servant):
    """The driver's own function is made anew, with its arguments, by each question."""
    double, other = (value_of(ask(servant, "drive", "counting", "times", factor)) for factor in (2, 3))
    assert value_of(ask(servant, "call", "twice", double, 5)) == 20
    assert value_of(ask(servant, "get", "calls", double)) == 2
    assert value_of(ask(servant, "get", "calls", other)) == 0
    assert error_of(ask(servant, "drive", "counting", "train_nothing")).type == "TypeError"


def test_every_operator_is_pythons():
    """None of them reaches beyond its operands."""
    assert {function.__module__ for function in OPERATORS.values()} == {"_operator", "builtins"}


def test_a_handle_is_the_object_itself(servant):
    """Handing it back twice hands back one object; another one is another."""
    box, other = value_of(ask(servant, "call", "box")), value_of(ask(servant, "call", "box"))
    assert value_of(ask(servant, "call", "same", box, box)) is True
    assert value_of(ask(servant, "call", "same", box, other)) is False


def test_only_what_fits_the_wire_crosses(servant):
    """Text, extended precision, other keys and huge integers stay; each would be a frame that the judge refuses."""
    kinds = value_of(ask(servant, "call", "kinds"))
    types = {name: kind.type_name for name, kind in kinds.items() if isinstance(kind, Ref)}
    assert types == {"text": "array of dtype <U1", "exact": "longdouble", "keys": "dict", "big": "int"}
    assert kinds["array"].tolist() == [1.0, 1.0]


def test_changing_an_object_that_stays_is_no_effect(servant):
    """The judge holds nothing that could change with it."""
    keys = value_of(ask(servant, "call", "kinds"))["keys"]
    assert ask(servant, "call", "fill", keys, 5) == {"value": None, "changes": [], "kept": []}
    assert value_of(ask(servant, "apply", "getitem", keys, 1)) == 5


def test_released_objects_are_freed():
    """Not before, and not the ones that are still held."""
    servant = loaded()
    one, two = value_of(ask(servant, "call", "box", 1)), value_of(ask(servant, "call", "box", 2))
    gc.collect()
    assert servant.module.ended == []
    ask(servant, "call", "n_of", one, release=[one.number])
    ask(servant, "call", "double", 1)
    gc.collect()
    assert servant.module.ended == [1]
    assert value_of(ask(servant, "call", "n_of", two)) == 2
    with pytest.raises(WireError, match="no object has the handle"):
        ask(servant, "call", "n_of", one)


def test_seeds_make_global_generators_repeat(servant):
    """Only in the call that brings one."""
    first, second = (value_of(ask(servant, "call", "draw", seed=5)) for _ in range(2))
    assert first == second
    assert value_of(ask(servant, "call", "draw")) != first
    assert value_of(ask(servant, "call", "draw", seed=6)) != first


@pytest.mark.parametrize(("name", "args", "kind"), [
    ("quit", [3], "SystemExit"), ("interrupt", [], "KeyboardInterrupt"), ("broken", [], "ZeroDivisionError"),
    ("endless", [0], "RecursionError"), ("double", [1, 2], "TypeError"),
])  # fmt: skip
def test_exceptions_are_replies(servant, name, args, kind):
    """Whatever is raised ends the call and not the servant; only the student's frames are told."""
    error = error_of(ask(servant, "call", name, *args))
    assert error.type == kind and not error.not_written
    assert {frame.file for frame in error.frames} <= {"task.py"}
    assert value_of(ask(servant, "call", "double", 1)) == 2


def test_an_exception_inside_a_driver_shows_the_students_frames(servant):
    """The driver is ours: its lines are not the student's."""
    assert [frame.function for frame in error_of(ask(servant, "drive", "broken")).frames] == ["broken"]


def test_a_missing_exercise_is_not_written(servant):
    """And says which name is missing; something that is no function is just an exception."""
    error = error_of(ask(servant, "call", "softmax"))
    assert error.not_written and error.message == "softmax is not defined in the file" and error.frames == ()
    assert error_of(ask(servant, "call", "number")).type == "TypeError"


def test_a_value_too_large_to_cross_is_an_error_of_its_own(servant):
    """Described like an exception, and the next call is answered."""
    error = error_of(ask(servant, "call", "large"))
    assert error.type == "WireError" and "too large" in error.message
    assert value_of(ask(servant, "call", "double", 1)) == 2


@pytest.mark.parametrize("op", ["exec", "slopes", ""])
def test_unknown_operations(servant, op):
    """There are six, and no seventh."""
    assert "unknown operation" in error_of(ask(servant, op, "double", 1)).message


def test_a_file_that_does_not_load_is_an_error():
    """With the frame in which it failed; nothing can be called then."""
    servant = Servant(NumpyRuntime())
    reply = ask(servant, "load", "task", cells=[["task.py", "x = 1\ny = nowhere\n"]], others={})
    assert error_of(reply).type == "NameError" and error_of(reply).frames == (
        FrameSummary("task.py", 2, "<module>", "y = nowhere"),
    )
    assert error_of(ask(servant, "call", "f")).not_written
