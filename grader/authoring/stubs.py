"""Modules of stubs: every function and method of a solution, replaced by code that gives one sort of answer."""

from __future__ import annotations

import contextlib
import copy
import types
from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from typing import Any

import numpy as np

from ..checks.handles import Handle
from ..checks.proxies import ModuleProxy
from ..judging.diagnosis.fingerprints import exactly
from ..judging.reference.live import Live
from ..worker.protocol.replies import Reply, Value
from ..worker.protocol.requests import Drive, MakeGenerator, Question, Used
from ..worker.runtimes import NumpyRuntime
from ..worker.wire import Array
from .stub_answers import Sort, StubCall

# Special methods that Python calls at odd times. A stub keeps those of its bases.
_KEPT = frozenset(
    "__new__ __repr__ __hash__ __setattr__ __getattribute__ __getattr__ __del__ __init_subclass__".split()
)
MAX_CALLS = 2000  # of the stubs of one module, until `calls` is set to 0 again; a chain of ten thousand takes too long
_RIGHT = "_right_object"  # the attribute of a stub that holds the solution's object


class Stubs:
    """One module of stubs for the functions and classes `names` of a solution.

    With `constructors` the constructors are the solution's, so that only what they make is there. Otherwise an object has
    nothing but what its foreign base classes (torch.nn.Module, …) give it.
    """

    def __init__(
        self, solution: types.ModuleType, names: Sequence[str], sort: Sort, runtime: NumpyRuntime, *, constructors: bool
    ) -> None:
        self._sort = sort
        self._runtime = runtime
        self._constructors = constructors
        self._stand_ins: dict[int, tuple[object, object]] = {}  # by id: a stub's answer and the right object behind it
        self._first: dict[str, object] = {}  # the first answer of each function that is given no arrays
        self._classes: dict[type, type] = {}
        self.calls = 0
        self.has_classes = any(isinstance(getattr(solution, name), type) for name in names)
        self.module = types.ModuleType(solution.__name__)
        for name in names:
            right = getattr(solution, name)
            stub = self._class_of(right) if isinstance(right, type) else self._function_of(name, right)
            setattr(self.module, name, stub)

    def _function_of(self, name: str, right: Callable[..., object]) -> Callable[..., object]:
        def stub(*args: object, **kwargs: object) -> object:
            return self._answer(name, right, _listed(args), kwargs)

        return stub

    def _answer(
        self, name: str, right: Callable[..., object], args: tuple[object, ...], kwargs: Mapping[str, Any]
    ) -> object:
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise RuntimeError("a stub was called too often")

        def answered(other: bool) -> object:
            changed = [self._copied(value, other=other) for value in args]
            named = {key: self._copied(value, other=other) for key, value in kwargs.items()}
            return right(*changed, **named)

        def elsewhere() -> object:
            if call.arrays() or any(map(_is_row, args)):
                return answered(True)
            if not call.args or any(map(self._runtime.is_generator, call.args)):  # other draws are as right as these
                raise LookupError("there are no other arguments")
            if name not in self._first:
                self._first[name] = answered(False)
            return self._first[name]

        call = StubCall(
            (*args, *kwargs.values()),
            lambda: answered(False),
            elsewhere,
            self._runtime.as_array,
            self._runtime.adopt,
            self._stand_in,
        )
        return self._sort.answer(call)

    def _stand_in(self, right: object) -> object:
        if type(right) in self._classes:
            stub_class: Any = self._classes[type(right)]
            stub = stub_class.__new__(stub_class)
            stub.__dict__[_RIGHT] = right
            return stub
        stub = types.SimpleNamespace()
        self._stand_ins[id(stub)] = (stub, right)
        return stub

    def _copied(self, value: object, *, other: bool) -> object:
        """A copy of an argument for the solution, with other numbers in its float arrays if `other`."""
        if id(value) in self._stand_ins:
            return self._stand_ins[id(value)][1]
        array = self._runtime.as_array(value)
        if array is not None:
            return self._runtime.adopt(_other_numbers(array) if other else array.copy())
        if type(value) in (tuple, list):
            assert isinstance(value, tuple | list)
            if other and _is_row(value):
                return type(value)(_other_numbers(np.array(value)).tolist())
            return type(value)(self._copied(item, other=other) for item in value)
        if type(value) is dict:
            return {key: self._copied(item, other=other) for key, item in value.items()}
        held = getattr(value, "__dict__", {})
        if _RIGHT not in held and hasattr(value, "state_dict"):
            with contextlib.suppress(Exception):
                return copy.deepcopy(value)  # the solution may train a driver's module, and a stub trains nothing
        return held.get(_RIGHT, value)

    def _class_of(self, right: type) -> type:
        bases = tuple(self._classes.get(base, base) for base in right.__bases__)
        body: dict[str, object] = {"__init__": self._constructor(right, bases)}
        for name, member in vars(right).items():
            if name in _KEPT or name in body:
                continue
            where = f"{right.__name__}.{name}"
            if isinstance(member, staticmethod):
                body[name] = staticmethod(self._function_of(where, member.__func__))
            elif isinstance(member, property):
                body[name] = property(self._method_of(where, member.fget)) if member.fget else member
            elif isinstance(member, types.FunctionType):
                body[name] = self._method_of(where, member)
        if bases == (object,) and not self._constructors:
            body["__getattr__"] = self._attributes_of(right.__name__)
        stub = type(right.__name__, (right,) if self._constructors else bases, body)
        stub.__module__ = right.__module__
        self._classes[right] = stub
        return stub

    def _constructor(self, right: Any, bases: tuple[type, ...]) -> Callable[..., None]:
        def construct(stub: object, *given: object, **kwargs: object) -> None:
            args = _listed(given)
            if self._constructors:
                right.__init__(stub, *args, **kwargs)
            else:
                _construct_base(bases[0], stub, args, kwargs)
            with contextlib.suppress(Exception):  # then the stub's methods have no right answer to start from
                copies = [self._copied(value, other=False) for value in args]
                named = {key: self._copied(value, other=False) for key, value in kwargs.items()}
                object.__setattr__(stub, _RIGHT, right(*copies, **named))

        return construct

    def _method_of(self, name: str, member: Callable[..., object]) -> Callable[..., object]:
        def stub(itself: Any, *args: object, **kwargs: object) -> object:
            right = itself.__dict__.get(_RIGHT)
            if right is None and self._constructors and "__init__" not in name:
                return member(itself, *args, **kwargs)  # the solution's constructor calls it
            return self._answer(name, lambda *a, **k: member(self._moved(right, a), *a, **k), _listed(args), kwargs)

        return stub

    def _moved(self, right: Any, args: tuple[object, ...]) -> object:
        """The solution's object; a module of torch goes to the dtype of its first argument."""
        for value in args:
            array = self._runtime.as_array(value)
            if array is not None and array.dtype.kind == "f" and hasattr(right, "to"):
                return right.to(value)
        return right

    def _attributes_of(self, class_name: str) -> Callable[[Any, str], object]:
        """The method `__getattr__` of a stub: what the solution's object keeps under a name is answered like a call."""

        def attribute(itself: Any, name: str) -> object:
            right = itself.__dict__.get(_RIGHT)
            if name.startswith("__") or callable(getattr(right, name, print)):
                raise AttributeError(name)
            return self._answer(f"{class_name}.{name}", lambda: getattr(right, name), (), {})

        return attribute


def _listed(args: tuple[object, ...]) -> tuple[object, ...]:
    """The arguments, with a list in the place of what can be read once only, such as `model.parameters()`."""
    return tuple(list(value) if isinstance(value, Iterator | ValuesView) else value for value in args)


def _construct_base(base: Any, stub: object, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    """Call a foreign base class's constructor without arguments, or else with the first one and the named ones."""
    try:
        base.__init__(stub)
    except TypeError:
        base.__init__(stub, args[0], dict(kwargs))


def _is_row(value: object) -> bool:
    """Whether a value is a list or tuple of floats, which is an array in a part whose runtime has none."""
    return isinstance(value, list | tuple) and len(value) > 0 and all(type(item) is float for item in value)


def _other_numbers(array: Array) -> Array:
    """Other numbers of the same shape and dtype; truth values and integers, which may be indices, in another order."""
    if array.dtype.kind not in "fc":
        return np.array(array.ravel()[::-1].reshape(array.shape))
    return np.asarray(np.cos(3.0 * np.arange(1, array.size + 1)), array.dtype).reshape(array.shape)


def _holds_handle(value: object) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return isinstance(value, Handle) or any(map(_holds_handle, items))


class Forged:
    """An answerer whose replies, those of drivers too, are one sort of answer in place of the solution's.

    `known` holds the solution's replies to the questions of earlier answerers.
    """

    def __init__(self, live: Live, sort: Sort, known: dict[str, Reply]) -> None:
        self._live = live
        self._sort = sort
        self._known = known

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        reply = self._reply(question, proxy, seconds)
        if not isinstance(reply, Value) or isinstance(question, MakeGenerator | Used):
            return reply
        call = StubCall(
            tuple(question.args),
            lambda: reply.value,
            lambda: reply.value,
            lambda value: value if isinstance(value, np.ndarray) else None,
            lambda array: array,
            lambda right: right,
        )
        return Value(self._sort.answer(call), [], reply.kept)

    def _reply(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        if not isinstance(question, Drive):  # its answer may be an object that lives in this answerer
            return self._live.ask(question, proxy, seconds)
        key = repr(exactly([question.name, question.args, question.kwargs]))
        if key in self._known:
            return self._known[key]
        reply = self._live.ask(question, proxy, seconds)
        if not isinstance(reply, Value) or not _holds_handle(reply.value):  # a handle belongs to the proxy that asked
            self._known[key] = reply
        return reply

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return self._live.rules()
