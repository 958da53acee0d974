"""The `student` and `reference` of a check: objects that look like modules and ask a subject for every answer."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from ..values.errors import Crashed, StudentRaised, TopicError
from ..values.text import visible
from ..worker import effects
from ..worker.protocol.replies import Failure, Reply
from ..worker.protocol.requests import Apply, Call, Drive, Get, Method, Question, Set, Slopes, Used
from ..worker.wire import Array, Foreign, WireError
from .inputs import Answer, Inputs, LastCall

Arguments = tuple[object, ...]
Keywords = dict[str, object]


class Subject(Protocol):
    """Whoever answers questions: a worker's process, live code in this one, or a recording."""

    def ask(self, question: Question, respondent: Respondent, seconds: float) -> Reply:
        """The reply to one question; raises AnswerFailure when there is none."""
        ...

    def rules(self) -> AbstractContextManager[None]:
        """A context to ask many questions in: code in this process is under the rules of its part inside."""
        ...


@dataclasses.dataclass(frozen=True)
class Owned:
    """A value that the other side returned and kept. Passed back, it becomes the same object there, not a copy."""

    respondent: Respondent
    number: int
    value: object


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

    def drive(self, name: str, /, *args: object, **kwargs: object) -> Answer:
        """Run the driver `name` beside the code, with its module as the first argument."""
        return self._ask(Drive, name, args, kwargs)

    def used(self) -> list[tuple[str, str, int, str]]:
        """The forbidden operations that the code has called so far: operation, file, line, function."""
        uses = self._ask(Used, "", (), {})
        try:
            return [(str(name), str(file), int(line), str(function)) for name, file, line, function in uses]
        except (TypeError, ValueError):
            raise Crashed("the list of forbidden operations", "it sent what no worker sends") from None

    def _ask(
        self, kind: type[Question], name: str, args: Arguments, kwargs: Keywords, *, type_name: str = "object"
    ) -> Answer:
        """The answer to one question of this kind; `type_name` is the type of the object that is asked, for messages."""
        if self._trusted:
            args, kwargs = self._as_drawn(args), self._inputs.as_drawn(kwargs)
        else:
            self._inputs.last_answer = None  # if it is a handle that the check has dropped, this question releases it
        question = kind(name, self._owned_of(args), kwargs, type_name, self._seed, self._released)
        self._seed, self._released = None, []
        return self._answer(question, args, kwargs)

    def _slopes(
        self, name: str, args: Arguments, kwargs: Keywords, *, wrt: int, directions: Array, upstream: Array
    ) -> Answer:
        """As `_ask`, of the reference. Seed and released handles wait for a question that a servant sees."""
        args, kwargs = self._as_drawn(args), self._inputs.as_drawn(kwargs)
        directions, upstream = self._inputs.as_drawn(directions), self._inputs.as_drawn(upstream)
        owned = self._owned_of(args)
        question = Slopes(name, owned, kwargs, wrt=wrt, directions=directions, upstream=upstream)
        return self._answer(question, args, kwargs)

    def _as_drawn(self, args: Arguments) -> Arguments:
        """Arguments for the reference, which does not see what the student's code did to them. Its own values stay its own."""
        return tuple(value if id(value) in self._owned else self._inputs.as_drawn(value) for value in args)

    def _owned_of(self, args: Arguments) -> list[object]:
        return [self._owned.get(id(value), value) for value in args] if self._owned else list(args)

    def _answer(self, question: Question, args: Arguments, kwargs: Keywords) -> Answer:
        inputs, call = self._inputs, question.call
        if not self._trusted:
            inputs.note_sizes(call, args)
            inputs.last_call = LastCall(question, args, kwargs)
        reply = self._subject.ask(question, self, self._seconds)
        if isinstance(reply, Failure):
            if self._trusted:
                raise TopicError(f"the reference failed in {call}: {reply.summary()}")
            raise StudentRaised(question, reply)
        if reply.changes:
            try:
                effects.apply([list(args), kwargs], reply.changes, self._touched)
            except ValueError as error:
                raise Crashed(call, visible(str(error), 300)) from None
        value = reply.value
        if isinstance(value, tuple):
            for item, number in zip(value, reply.kept or (), strict=False):
                if number:
                    self._owned[id(item)] = Owned(self, number, item)
        inputs.forms.setdefault((self._trusted, call), []).append(form(value))
        if not self._trusted:
            inputs.last_answer = value
            for point in reply.points:
                for name, height in point.heights.items():
                    inputs.curves.setdefault(name, []).append(height)
        return value

    def _touched(self, thing: effects.Changeable) -> None:
        if not self._trusted:
            self._inputs.touch(thing)


class Exercise:
    """One function or class of the subject's module, to be called."""

    def __init__(self, respondent: Respondent, name: str) -> None:
        self.respondent = respondent
        self.name = name

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        return self.respondent._ask(Call, self.name, args, kwargs)

    def slopes(self, args: Arguments, kwargs: Keywords, *, wrt: int, directions: Array, upstream: Array) -> Array:
        """Slopes (K,) of sum(upstream * first output) along K directions (K, *shape) of the argument at `wrt`."""
        if not self.respondent._trusted:
            raise TopicError("slopes are taken of the reference's forward, never of the student's")
        slopes = self.respondent._slopes(
            self.name, args, kwargs, wrt=wrt, directions=directions, upstream=np.asarray(upstream)
        )
        return np.asarray(slopes)


class Handle:
    """An object that stayed on the other side, which is asked for its methods, attributes and operators."""

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

    def __getattr__(self, name: str) -> Answer:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask(Get, name, self)

    def __setattr__(self, name: str, value: object) -> None:
        self._ask(Set, name, self, value)

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        return self._ask(Method, "", self, *args, **kwargs)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._ask(Apply, "list", self))

    def _ask(self, kind: type[Question], name: str, /, *args: object, **kwargs: object) -> Answer:
        return self._respondent._ask(kind, name, args, kwargs, type_name=self._type_name)


def _operator(name: str) -> Callable[..., Answer]:
    def method(self: Handle, *others: object) -> Answer:
        return self._ask(Apply, name, self, *others)

    return method


def _reflected(name: str) -> Callable[..., Answer]:
    def method(self: Handle, other: object) -> Answer:
        return self._ask(Apply, name, other, self)

    return method


for _special in "add sub mul truediv floordiv mod pow matmul".split():
    setattr(Handle, f"__{_special}__", _operator(_special))
    setattr(Handle, f"__r{_special}__", _reflected(_special))
for _special in "neg pos abs lt le gt ge getitem setitem delitem contains len float int bool".split():
    setattr(Handle, f"__{_special}__", _operator(_special))


def form(value: object) -> str:
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


def _inside(item: object) -> str:
    if isinstance(item, tuple | list):
        return f"a {type(item).__name__} of {len(item)}"
    return "None" if item is None else form(item)


def reference_of(respondent: Respondent | None) -> Foreign:
    """How `pack` writes a handle of this respondent; a handle of another one cannot cross."""

    def reference(value: object) -> tuple[int, str]:
        if isinstance(value, Handle) and value._respondent is respondent:
            return value._number, value._type_name
        if isinstance(value, Owned) and value.respondent is respondent:
            return value.number, type(value.value).__name__
        raise WireError(f"{value!r} cannot be passed here")

    return reference
