"""The `student` and `reference` of a check: proxies of modules, which pass every call on as a question to an answerer."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from ..values.errors import Crashed, StudentRaised, TopicError
from ..values.text import visible
from ..worker import effects
from ..worker.protocol.replies import MAX_CURVES, MAX_POINTS, Failure, Point, Reply, Value
from ..worker.protocol.requests import Apply, Call, Drive, MakeGenerator, Next, Question, Slopes, Used
from ..worker.wire import Array, Foreign, WireError
from . import crossing
from .handles import Handle, digest, form
from .inputs import Answer, Inputs
from .setting import too_many
from .unread import Unread

# Handles that one question releases. The rest waits for the next: an answer can name more than a question has room for.
MAX_RELEASED = 1000
MAX_ITEMS = 5000  # of one iteration: more than any epoch of a check has, and few enough for the judge's memory

Arguments = tuple[object, ...]
Keywords = dict[str, object]


class Answerer(Protocol):
    """Answers questions: a worker's process, live code in the judge's process, or a recording."""

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """Answer one question within `seconds`. Handles in the reply ask through `proxy`. Raises AnswerFailure."""
        ...

    def rules(self) -> AbstractContextManager[None]:
        """A context in which to ask many questions. Inside, code in this process must keep the rules of its part."""
        ...


@dataclasses.dataclass(frozen=True)
class Owned:
    """A value that the other side returned and kept. If it is passed back, the other side gets the same object, not a copy."""

    proxy: ModuleProxy
    number: int
    value: object


NO_ITEM = "no further item"  # the answer at the end of an iterator, for messages
_ALONE = Owned(None, 0, [])  # type: ignore[arg-type]  # only to count
_HELD_HERE_ONLY = sys.getrefcount(_ALONE.value)  # references to a value that nobody but an Owned holds


class ModuleProxy:
    """The `student` or the `reference` of a check. Each attribute stands for one function or class of the module.

    `trusted` says that the reference is asked. `seconds` is the time limit of one call. `seed_name` seeds the other side's
    global generators when the check begins.
    """

    def __init__(self, answerer: Answerer, inputs: Inputs, *, trusted: bool, seconds: float, seed_name: str) -> None:
        self._answerer = answerer
        self._inputs = inputs
        self._trusted = trusted
        self._seconds = seconds
        self._seed: int | None = zlib.crc32(seed_name.encode())
        self._released: list[int] = []
        self._asking = ""  # the call that is being answered
        self._owned: dict[int, Owned] = {}  # by id() of the value
        self._iterations = 0  # that the check has begun
        self._iterators: dict[str, Handle] = {}  # of the reference, by the number of the iteration, until their ends

    def __getattr__(self, name: str) -> FunctionProxy:
        if name.startswith("__"):
            raise AttributeError(name)
        return FunctionProxy(self, name)

    def drive(self, name: str, /, *args: object, **kwargs: object) -> Answer:
        """Run the driver `name` on the other side. The driver gets the module as its first argument."""
        return self._ask(Drive, name, args, kwargs)

    def generator(self, seed: int) -> Handle:
        """A random generator on the other side, for functions that draw: a `numpy.random.Generator`, or a `torch.Generator`
        in a torch part.

        The same seed gives both sides the same generator. Raises TopicError unless the seed is inside [0, 2**63), and Crashed if
        the other side has no object to offer.
        """
        if not 0 <= seed < 1 << 63:
            raise TopicError(f"{seed} is no seed of a generator: take a whole number from 0 to 2**63 - 1")
        made = self._ask(MakeGenerator, "generator", (int(seed),), {})
        if not isinstance(made, Handle):
            raise Crashed("a random generator", "it sent a malformed message")
        return made

    def as_drawn(self, args: Arguments) -> Arguments:
        """The arguments as the check drew them, without the changes that the student's code made."""
        return self._inputs.as_drawn(args)

    def counting(self, name: str, /, *args: object, **kwargs: object) -> Answer:
        """The function that the driver `name` returns for these arguments, as a handle to pass on.

        `calls`, an attribute of the handle, is how often the function has been called. The student's process says so.
        """
        return self._ask(Drive, "counting", (name, *args), kwargs)

    def used(self) -> list[tuple[str, str, int, str]]:
        """The forbidden operations that the code has called: operation, file, line, function. Raises Crashed."""
        uses = self._ask(Used, "", (), {})
        try:
            return [(str(name), str(file), int(line), str(function)) for name, file, line, function in uses]
        except (TypeError, ValueError):
            raise Crashed("the list of forbidden operations", "it sent a malformed message") from None

    def _ask(
        self, kind: type[Question], name: str, args: Arguments, kwargs: Keywords, *, type_name: str = "object"
    ) -> Answer:
        """The answer to one question of this kind. `type_name` is the type of the object that is asked, for messages."""
        if self._trusted:
            args, kwargs = self._as_drawn(args), self._inputs.as_drawn(kwargs)
        else:
            # If the last answer is a handle that the check no longer holds, this question releases it.
            self._inputs.last_answer = None
        self._release_unreachable()
        released = self._released[:MAX_RELEASED]
        question = kind(name, self._owned_of(args), kwargs, type_name, self._seed, released)
        self._seed = None
        del self._released[: len(released)]
        return self._answer(question, args, kwargs)

    def _items(self, handle: Handle) -> Iterator[Answer]:
        """The items of an object, each asked for when it is wanted, as a loop in one process would.

        Raises Wrong, or TopicError for the reference, after MAX_ITEMS items.
        """
        iterator = self._ask(Apply, "iter", (handle,), {}, type_name=handle._type_name)
        if not isinstance(iterator, Handle):
            raise Crashed(handle._call, "it sent a malformed message")
        object.__setattr__(iterator, "_call", handle._call)
        self._iterations += 1
        number = str(self._iterations)
        if self._trusted:
            self._iterators[number] = iterator
        for _ in range(MAX_ITEMS):
            item = self._next(iterator, number)
            if not item:
                self._iterators.pop(number, None)
                return
            yield item.pop()  # the check alone holds the item
        if self._trusted:
            raise TopicError(f"{handle._call} of the reference has more than {MAX_ITEMS} items")
        raise too_many(handle._call, MAX_ITEMS)

    def _next(self, iterator: Handle, name: str = "") -> list[Answer]:
        """The next item of an iterator in a list, or an empty list at the end. `name` is the iterator's number."""
        item: list[Answer] = self._ask(Next, name, (iterator,), {}, type_name=iterator._call)
        return item

    def _ask_further(self) -> None:
        """Ask the reference for one item more of each iterator than the check took.

        A recording is made while the solution stands in the student's place. A student's iterator may have more items, so the
        recording must hold where the reference's iterator ends.
        """
        for number, iterator in self._iterators.items():
            with contextlib.suppress(TopicError):  # the check did without that item
                self._next(iterator, number)

    def _slopes(
        self, name: str, args: Arguments, kwargs: Keywords, *, wrt: int, directions: Array, upstream: Array
    ) -> Answer:
        """Ask the reference for slopes. A servant never sees this question, so seed and released handles stay for the next."""
        args, kwargs = self._as_drawn(args), self._inputs.as_drawn(kwargs)
        directions, upstream = self._inputs.as_drawn(directions), self._inputs.as_drawn(upstream)
        owned = self._owned_of(args)
        question = Slopes(name, owned, kwargs, wrt=wrt, directions=directions, upstream=upstream)
        return self._answer(question, args, kwargs)

    def _as_drawn(self, args: Arguments) -> Arguments:
        """The arguments without the changes that the student's code made, for the reference.

        Values that the reference itself returned and kept are passed on as they are.
        """
        return tuple(value if id(value) in self._owned else self._inputs.as_drawn(value) for value in args)

    def _owned_of(self, args: Arguments) -> list[object]:
        return [self._owned.get(id(value), value) for value in args] if self._owned else list(args)

    def _release_unreachable(self) -> None:
        """Forget the returned values that the check no longer holds: it cannot pass them back."""
        for key, owned in list(self._owned.items()):
            if sys.getrefcount(owned.value) == _HELD_HERE_ONLY:
                del self._owned[key]
                self._released.append(owned.number)

    def _answer(self, question: Question, args: Arguments, kwargs: Keywords) -> Answer:
        inputs, call = self._inputs, question.call
        crossing.require(question, self, (Owned, Unread))
        if not self._trusted:
            inputs.note_sizes(call, args)
            handles = {self._owned[id(value)].number for value in args if id(value) in self._owned}
            inputs.note_call(question, args, kwargs, handles)
        self._asking = call
        reply = self._answerer.ask(question, self, self._seconds)
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
        if isinstance(question, Next):
            if type(value) is not list or len(value) > 1:
                raise Crashed(call, "it sent a malformed message")
            self._note(call, value[0] if value else NO_ITEM, reply)
        else:
            self._note(call, value, reply)
        return value

    def _note(self, call: str, value: Answer, reply: Value) -> None:
        """Remember an answer, its points, and the handles of the items that the other side has kept."""
        if isinstance(value, tuple):
            for item, handle in zip(value, reply.kept or (), strict=False):
                if handle:
                    self._owned[id(item)] = Owned(self, handle, item)
        words = NO_ITEM if value is NO_ITEM else form(value)
        self._inputs.note_answer(self._trusted, call, words, digest(value))
        if not self._trusted:
            self._inputs.last_answer = value
            self._keep(reply.points, call)

    def _keep(self, points: Sequence[Point], call: str) -> None:
        """Add the points to the curves of the check. Raises Crashed if there are too many curves or points."""
        for point in points:
            for name, height in point.heights.items():
                self._inputs.curves.setdefault(name, []).append(height)
        curves = self._inputs.curves
        if len(curves) > MAX_CURVES or any(len(heights) > MAX_POINTS for heights in curves.values()):
            curves.clear()
            raise Crashed(call, f"it sent more than {MAX_CURVES} curves or more than {MAX_POINTS} points of one curve")

    def _touched(self, value: effects.Changeable) -> None:
        if not self._trusted:
            self._inputs.touch(value)


class FunctionProxy:
    """One function or class of a module. To call it is to ask the module's answerer."""

    def __init__(self, module: ModuleProxy, name: str) -> None:
        self.module = module
        self.name = self.__name__ = name

    def __call__(self, *args: object, **kwargs: object) -> Answer:
        return self.module._ask(Call, self.name, args, kwargs)

    def slopes(self, args: Arguments, kwargs: Keywords, *, wrt: int, directions: Array, upstream: Array) -> Array:
        """Slopes (K,) of sum(upstream * first output) along K directions (K, *shape) of the argument at `wrt`.

        Raises TopicError if the student is asked.
        """
        if not self.module._trusted:
            raise TopicError("slopes are taken of the reference's forward, never of the student's")
        slopes = self.module._slopes(
            self.name, args, kwargs, wrt=wrt, directions=directions, upstream=np.asarray(upstream)
        )
        return np.asarray(slopes)


def reference_of(proxy: ModuleProxy | None) -> Foreign:
    """The function with which `wire.pack` writes the handles of this proxy. A handle of another proxy raises WireError."""

    def reference(value: object) -> tuple[int, str]:
        if isinstance(value, Handle) and value._proxy is proxy:
            return value._number, value._type_name
        if isinstance(value, Owned) and value.proxy is proxy:
            return value.number, type(value.value).__name__
        if isinstance(value, Unread):
            value._use()  # a worker that gets it looks at it
        raise WireError(f"{value!r} cannot be passed here")

    return reference
