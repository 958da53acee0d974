"""What a check sees as `student` and `reference`: objects that look like modules and ask a subject for every answer."""

from __future__ import annotations

import dataclasses
import operator
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from ..values.errors import Crashed, StudentRaised, TopicError
from ..values.text import visible
from ..worker import effects
from ..worker.wire import WireError

Request = dict[str, Any]
Array = np.ndarray[Any, Any]
Curves = dict[str, list[float]]


class Subject(Protocol):
    """Whoever answers requests: a worker's process, live code in this one, or a recording."""

    def ask(self, request: Request, respondent: Respondent, seconds: float) -> dict[str, Any]:
        """The reply to one request: {"value", "changes"} or {"error"}; raises AnswerFailure when there is none."""
        ...


@dataclasses.dataclass
class Inputs:
    """What a check has drawn and asked, shared by its two respondents."""

    # Arrays and dicts that the student's code changed, as they were before, by id; the object is kept so that ids stay
    # unique.
    untouched: dict[int, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    last_call: tuple[str, tuple[Any, ...], dict[str, Any], Any] | None = None  # name, args, kwargs, answer
    # The forms of all answers, in order, by whether the reference gave them and to which call.
    forms: dict[tuple[bool, str], list[str]] = dataclasses.field(default_factory=dict)
    sizes: dict[int, str] = dataclasses.field(default_factory=dict)  # an axis length and where it was seen
    curves: Curves = dataclasses.field(default_factory=dict)  # of the student's training, by name

    def touch(self, thing: Any) -> None:
        """Note `thing` as it is now, before it changes for the first time; of a view, the array that it shows."""
        thing = _owner(thing) if isinstance(thing, np.ndarray) else thing
        if id(thing) not in self.untouched:
            copy = thing.ravel(order="K").copy() if isinstance(thing, np.ndarray) else thing.copy()
            self.untouched[id(thing)] = (thing, copy)

    def as_drawn(self, node: Any) -> Any:
        """`node` with everything that the student's code changed put back; `node` itself where that is nothing."""
        if isinstance(node, np.ndarray):
            return self._array_as_drawn(node)
        if id(node) in self.untouched:
            node = self.untouched[id(node)][1].copy()
        if type(node) in (list, tuple):
            items = [self.as_drawn(item) for item in node]
            return node if all(map(operator.is_, items, node)) else type(node)(items)
        if type(node) is dict:
            entries = {key: self.as_drawn(item) for key, item in node.items()}
            return node if all(map(operator.is_, entries.values(), node.values())) else entries
        return node

    def _array_as_drawn(self, array: Array) -> Array:
        """A copy of what `array` showed, if the array that it is a view of was changed since."""
        owner = _owner(array)
        if id(owner) not in self.untouched:
            return array
        memory = self.untouched[id(owner)][1]
        offset = array.ctypes.data - owner.ctypes.data
        return np.ndarray(array.shape, array.dtype, memory, offset, array.strides).copy(order="K")

    def note_sizes(self, call: str, args: tuple[Any, ...]) -> None:
        """Remember axis lengths, so that a factor N can be recognised and named."""
        for position, value in enumerate(args):
            if isinstance(value, np.ndarray):
                for axis, size in enumerate(value.shape):
                    self.sizes.setdefault(size, f"axis {axis} of argument {position + 1} of {call}")


def _owner(array: Array) -> Array:
    """The array whose memory `array` shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


@dataclasses.dataclass(frozen=True)
class Owned:
    """A value that the other side returned and still has: passed back, it is that very object, not a copy."""

    respondent: Respondent
    number: int
    value: Any


class Respondent:
    """`student` or `reference`: each attribute is an exercise that can be called."""

    def __init__(self, subject: Subject, inputs: Inputs, *, trusted: bool, seconds: float, seed_name: str) -> None:
        self._subject = subject
        self._inputs = inputs
        self._trusted = trusted
        self._seconds = seconds
        self._seed: int | None = zlib.crc32(seed_name.encode())
        self._released: list[int] = []
        self._owned: dict[int, Owned] = {}  # by id() of the value

    def __getattr__(self, name: str) -> Exercise:
        if name.startswith("__"):
            raise AttributeError(name)
        return Exercise(self, name)

    def drive(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Run the driver `name` beside the code, with its module as the first argument."""
        return self._ask("drive", name, args, kwargs)

    def used(self) -> list[Any]:
        """The forbidden operations that the code has called so far: operation, file, line, function."""
        return list(self._ask("used", "", (), {}))

    def _ask(self, op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], **more: Any) -> Any:
        call = _call_name(op, name, args)
        if self._trusted:
            args = tuple(value if id(value) in self._owned else self._inputs.as_drawn(value) for value in args)
            kwargs, more = self._inputs.as_drawn(kwargs), self._inputs.as_drawn(more)
        else:
            self._inputs.note_sizes(call, args)
            self._inputs.last_call = (call, args, kwargs, None)
        owned = [self._owned.get(id(value), value) for value in args]
        request = {"op": op, "name": name, "args": owned, "kwargs": kwargs, **more}
        if op == "slopes":  # many calls of a pure function: no servant sees the request itself
            return self._accept(call, args, kwargs, self._subject.ask(request, self, self._seconds))
        if self._seed is not None:  # code that draws from the global generators answers alike in every run
            request["seed"], self._seed = self._seed, None
        if self._released:
            request["release"], self._released = self._released, []
        reply = self._subject.ask(request, self, self._seconds)
        return self._accept(call, args, kwargs, reply)

    def _accept(self, call: str, args: tuple[Any, ...], kwargs: dict[str, Any], reply: dict[str, Any]) -> Any:
        if "error" in reply:
            if self._trusted:
                raise TopicError(f"the reference failed in {call}: {reply['error']}")
            raise StudentRaised(call, reply["error"])
        value = reply.get("value")
        try:
            effects.apply([list(args), kwargs], reply.get("changes", []), lambda t: self._touched(t))
        except ValueError as error:
            raise Crashed(call, visible(str(error), 300)) from None
        if isinstance(value, tuple):
            for item, number in zip(value, reply.get("kept", ()), strict=False):
                if number:
                    self._owned[id(item)] = Owned(self, number, item)
        self._inputs.forms.setdefault((self._trusted, call), []).append(form(value))
        if not self._trusted:
            self._inputs.last_call = (call, args, kwargs, value)
            for point in reply.get("points", ()):
                for name, height in point.items():
                    self._inputs.curves.setdefault(name, []).append(height)
        return value

    def _touched(self, thing: Any) -> None:
        if not self._trusted:
            self._inputs.touch(thing)


class Exercise:
    """One function or class of the subject's module, to be called."""

    def __init__(self, respondent: Respondent, name: str) -> None:
        self.respondent = respondent
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.respondent._ask("call", self.name, args, kwargs)

    def slopes(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], *, wrt: int, directions: Array, upstream: Array
    ) -> Array:
        """Slopes (K,) of sum(upstream * first output) along K directions (K, *shape) of the argument at `wrt`."""
        respondent = self.respondent
        if not respondent._trusted:
            raise TopicError("slopes are taken of the reference's forward, never of the student's")
        slopes = respondent._ask(
            "slopes", self.name, args, kwargs, wrt=wrt, directions=directions, upstream=np.asarray(upstream)
        )
        return np.asarray(slopes)


class Handle:
    """Something that stayed on the other side: its methods, attributes and operators are asked for there."""

    __array_ufunc__ = None  # so that array * handle is the handle's to answer

    def __init__(self, respondent: Respondent, number: int, type_name: str) -> None:
        object.__setattr__(self, "_respondent", respondent)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type_name", type_name)

    _respondent: Respondent
    _number: int
    _type_name: str

    def __repr__(self) -> str:
        return f"<{self._type_name} object>"

    def __del__(self) -> None:
        self._respondent._released.append(self._number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._respondent._ask("get", name, (self,), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._respondent._ask("set", name, (self, value), {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._respondent._ask("method", "", (self, *args), kwargs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._apply("list"))

    def _apply(self, operator: str, *others: Any) -> Any:
        return self._respondent._ask("apply", operator, (self, *others), {})


def _operator(name: str) -> Any:
    def method(self: Handle, *others: Any) -> Any:
        return self._apply(name, *others)

    return method


def _reflected(name: str) -> Any:
    def method(self: Handle, other: Any) -> Any:
        return self._respondent._ask("apply", name, (other, self), {})

    return method


for _special in "add sub mul truediv floordiv mod pow matmul".split():
    setattr(Handle, f"__{_special}__", _operator(_special))
    setattr(Handle, f"__r{_special}__", _reflected(_special))
for _special in "neg pos abs lt le gt ge getitem setitem delitem contains len float int bool".split():
    setattr(Handle, f"__{_special}__", _operator(_special))


def _call_name(op: str, name: str, args: tuple[Any, ...]) -> str:
    """How messages speak of a request."""
    if op == "call":
        return name
    if op == "drive":
        return f"the driver {name}"
    kind = next((a._type_name for a in args if isinstance(a, Handle)), "object")
    if op == "apply":
        return f"{name} of {kind}"
    return f"{kind}.{name}" if name else kind


def is_driver(call: str) -> bool:
    """Whether messages speak so of a driver's call, behind which many calls of the student's functions may stand."""
    return call.startswith("the driver ")


def form(value: Any) -> str:
    """What kind of thing an answer is, in words."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.shape else "a number"
    if isinstance(value, bool | int | float | complex):
        return "a number"
    if isinstance(value, tuple | list):
        inner = ", ".join(_inside(item) for item in value[:4])
        return f"a {type(value).__name__} of {len(value)} ({inner}{', …' if len(value) > 4 else ''})"
    if isinstance(value, Handle):
        return f"an object of type {value._type_name}"
    return f"a {type(value).__name__}"


def _inside(item: Any) -> str:
    if isinstance(item, tuple | list):
        return f"a {type(item).__name__} of {len(item)}"
    return "None" if item is None else form(item)


def reference_of(respondent: Respondent | None) -> Any:
    """How `pack` writes a handle of this respondent; a handle of another one cannot cross."""

    def reference(value: object) -> tuple[int, str]:
        if isinstance(value, Handle) and value._respondent is respondent:
            return value._number, value._type_name
        if isinstance(value, Owned) and value.respondent is respondent:
            return value.number, type(value.value).__name__
        raise WireError(f"{value!r} cannot be passed here")

    return reference
