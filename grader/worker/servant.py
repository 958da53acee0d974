"""Answer requests about one loaded module: calls, drivers, and questions to objects that stay on this side.

A servant runs the student's code in the worker's process, and the live reference in the judge's process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import operator
import types
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import SupportsFloat

from . import blame, counting, driving, exceptions, loading, ready_made
from .effects import Snapshot
from .given_code import GivenCode
from .layouts import rearranged
from .protocol.replies import Failure, Point, Value
from .protocol.requests import (
    Apply,
    Call,
    Drive,
    Get,
    Load,
    MakeGenerator,
    Method,
    Next,
    Question,
    Request,
    Set,
    Used,
    read_request,
)
from .runtimes import NumpyRuntime
from .wire import Array, ReadInto, WireError, fits, pack, unpack

OPERATORS: dict[str, Callable[..., object]] = {
    "getitem": operator.getitem,
    "contains": operator.contains,
    "iter": iter,
    "len": operator.length_hint,
}

MAX_USES = 20  # calls of forbidden operations that are recorded; the first ones matter


_COMPOSITE = (tuple, list, dict)

Arguments = tuple[Sequence[object], Mapping[str, object]]


class Servant:
    """The module of one submission, and the objects that its calls returned as handles.

    `emit` sends a frame at once, before the reply. If `for_good` is true, the operations that a part forbids stay forbidden in
    this process. Otherwise they are forbidden only while a request is answered, since the judge's process has one torch for
    many topics.
    """

    def __init__(
        self,
        runtime: NumpyRuntime,
        emit: Callable[[list[memoryview]], None] | None = None,
        *,
        for_good: bool = False,
    ) -> None:
        self.runtime = runtime
        self._emit = emit
        self._for_good = for_good
        self.module: types.ModuleType | None = None
        # A topic's own drivers are added to these, which judgements of `checks/` run.
        self.drivers: dict[str, object] = {
            "calls_of": self._calls_of,
            "counting": self._counting,
            "generator_state": lambda module, generator: runtime.state_of(generator),
            "in_layout": self._in_layout,
            "global_state": lambda module: runtime.global_state(),
            "seed_globals": lambda module, seed: runtime.seed(seed),
        }
        self.files: frozenset[str] = frozenset()
        self._drivers: tuple[str, str] | None = None  # the name and the text of the topic's drivers
        self._forbidden: Sequence[str] = ()
        self._given = GivenCode(self._without_rules, self.rules, alone=for_good)
        self._forward_only = False  # whether the course gives code, whose backward passes may do what is forbidden
        self._used: list[ready_made.Use] = []  # calls of forbidden operations, even if the code caught the exception
        self._objects: dict[int, object] = {}  # by handle
        self._passed: dict[int, object] = {}  # objects that the current request names, by id()
        self._last_handle = 0
        # Called with each exception of the student's code, with its traceback.
        self.on_error: Callable[[BaseException], None] = lambda error: None

    def answer(self, read_into: ReadInto) -> list[memoryview]:
        """Read one request, carry it out, and return the reply's frame. A student's exception is a reply too."""
        self._passed.clear()
        request: Request | None = None
        data = unpack(read_into, self._find, self.runtime.adopt)
        try:
            request = read_request(data)
            if isinstance(request, Load):
                self._take_rules(request)
            else:
                for number in request.release:
                    self._objects.pop(number, None)
            with self.rules():
                return pack(self._do(request).to_wire(), self._foreign)
        except WireError as error:
            return pack(Failure("WireError", str(error)).to_wire())
        except BaseException as error:  # sys.exit() and KeyboardInterrupt in student code end the call, not the worker
            self.on_error(error)
            return pack(self._described(error, request).to_wire())

    def _described(self, error: BaseException, request: Request | None) -> Failure:
        """The failure for an exception, which was raised while a request was carried out; None before it was read."""
        if isinstance(request, Drive) and isinstance(error, AttributeError) and error.obj is self.module:
            error = exceptions.NotDefined(error.name, self.module)
        failure = exceptions.describe(error, self.files)
        if not isinstance(request, Drive) or not self._drivers or not self.module or failure.not_written:
            return failure
        found, frames = blame.blame(error, self.module, self._drivers, self.files, self.runtime)
        return dataclasses.replace(failure, blame=found, frames=(*failure.frames, *frames)) if found else failure

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """The context in which the module's code runs. Inside, the operations that its part forbids are forbidden."""
        return self.runtime.forbidden(self._forbidden, self._note_use, forward_only=self._forward_only)

    def _without_rules(self) -> contextlib.AbstractContextManager[None]:
        """The context in which the code runs that the course gives: nothing is forbidden inside."""
        return self.runtime.forbidden((), self._note_use)

    def _take_rules(self, request: Load) -> None:
        self.files = loading.student_files(
            request.cells, request.others, given=request.given, dependencies=request.dependencies
        )
        self._forbidden, self._forward_only = request.forbidden, request.given != ""
        if self._for_good:
            self.runtime.forbid(self._forbidden, self._note_use, forward_only=self._forward_only)

    def _do(self, request: Request) -> Value:
        if isinstance(request, Load):
            return Value(self._load(request))
        if isinstance(request, Used):
            return Value([list(use) for use in self._used])
        if request.seed is not None:  # a new check begins, which has no handles of the objects of the last check
            self._objects.clear()
            self.runtime.seed(request.seed)
        function, (args, kwargs) = self._function(request)
        # A tuple, because the call passes the items of this list to the function and never the list itself.
        snapshot = Snapshot((tuple(request.args), request.kwargs), self.runtime.as_array, self._passed)
        value = function(*args, **kwargs)
        points: list[Point] = []
        if isinstance(request, Drive) and isinstance(value, types.GeneratorType) and _yields(function):
            value, points = self._follow(value)
        kept = self._keep_rest(value[0] if isinstance(request, Next) and isinstance(value, list) and value else value)
        return Value(value, snapshot.changes(), kept, points)

    def _follow(self, driver: Generator[dict[str, SupportsFloat], None, object]) -> tuple[object, list[Point]]:
        """Run a driver that yields points of curves. Return its result, and the points that `emit` did not send."""
        points: list[Point] = []
        while True:
            try:
                yielded = next(driver)
            except StopIteration as end:
                return end.value, points
            heights = {}
            for name, value in yielded.items():
                with contextlib.suppress(TypeError, ValueError, RuntimeError):  # skip a value that is not a number
                    heights[name] = float(value)
            if not heights:
                continue
            if self._emit:
                self._emit(pack(Point(heights).to_wire()))
            else:
                points.append(Point(heights))

    def _keep_rest(self, value: object) -> list[int]:
        """Register handles for items 1… of a returned tuple, so that a cache passed back to `backward` is the same object.

        The items are sent as data too, so that a check can inspect them. The entry of an item that gets no handle is 0.
        """
        if type(value) is not tuple:
            return []
        return [0, *(self._keep(item) if isinstance(item, _COMPOSITE) else 0 for item in value[1:])]

    def _keep(self, value: object) -> int:
        self._last_handle += 1
        self._objects[self._last_handle] = value
        return self._last_handle

    def _load(self, request: Load) -> list[str]:
        if self._for_good and self._forward_only and self._forbidden:
            self._given.watch_threads()
        self.runtime.seed(0)  # code at the top level of a file may draw, too

        def executed(module: types.ModuleType) -> None:
            if self._forbidden:
                self._given.add(module)

        self.module, problems = loading.load(
            request.name,
            request.cells,
            request.others,
            given=request.given,
            dependencies=request.dependencies,
            notebook=request.notebook,
            executed=executed,
        )
        if request.adapter:
            self.module = loading.adapted(self.module, request.adapter)
        if request.drivers:
            self._drivers = request.drivers
            with driving.importable():
                loading.execute(request.drivers, self.drivers)
        return problems

    def _function(self, request: Question) -> tuple[Callable[..., object], Arguments]:
        """The function that answers a question, and the arguments to call it with."""
        name, args, kwargs = request.name, request.args, request.kwargs
        match request:
            case Call():
                if not hasattr(self.module, name):
                    raise exceptions.NotDefined(name, self.module)
                return getattr(self.module, name), (args, kwargs)
            case Drive():
                return _callable(self.drivers[name]), ([self.module, *args], kwargs)
            case Method():  # the first argument is the object itself
                target, *rest = args
                return _callable(getattr(target, name) if name else target), (rest, kwargs)
            case Get():
                return lambda target: getattr(target, name), (args, kwargs)
            case Set():
                return lambda target, value: setattr(target, name, value), (args, kwargs)
            case Apply():
                return OPERATORS[name], (args, kwargs)
            case Next():
                return _following, (args, kwargs)
            case MakeGenerator():
                return self.runtime.generator, (args, kwargs)
        raise WireError(f"unknown operation {request.op!r}")

    def _calls_of(self, module: types.ModuleType, name: str, *args: object) -> int:
        """The driver of `costs_like`: how many calls of the student's functions one call makes."""
        return counting.calls_of(getattr(module, name), args, self.files)

    def _counting(self, module: types.ModuleType, name: str, /, *args: object, **kwargs: object) -> object:
        """The driver of `ModuleProxy.counting`: the function that the driver `name` returns, made to count its calls."""
        return counting.counted(_callable(_callable(self.drivers[name])(module, *args, **kwargs)))

    def _in_layout(
        self, module: types.ModuleType, name: str, layout: str, count: int, /, *args: object, **kw: object
    ) -> object:
        """The driver of `takes_any_layout`: a call of one function with arrays among its first arguments in another layout."""
        arranged = rearranged(args[:count], layout, self.runtime.as_array, self.runtime.adopt)
        return getattr(module, name)(*arranged, *args[count:], **kw)

    def _note_use(self, name: str) -> None:
        if len(self._used) < MAX_USES:
            self._used.append((name, *ready_made.caller(self.files)))

    def held(self, number: int) -> object:
        """The object that stands behind a handle. Raises WireError if there is none."""
        return self._find(number, "")

    def _find(self, number: int, _name: str) -> object:
        try:
            value = self._passed[id(self._objects[number])] = self._objects[number]
        except KeyError:
            raise WireError(f"no object has the handle {number}") from None
        return value

    def _foreign(self, value: object) -> Array | tuple[int, str]:
        array = self.runtime.as_array(value)
        if array is not None and fits(array):
            return array
        name = (
            type(value).__name__ if array is None else f"array of dtype {array.dtype}"
        )  # of objects, or of long floats
        return self._keep(value), name[:200]


def _yields(driver: Callable[..., object]) -> bool:
    """Whether a driver yields points of curves. A generator that a driver returns, or a student's code, stays an object."""
    return inspect.isgeneratorfunction(inspect.unwrap(driver))


def _following(iterator: Iterator[object]) -> list[object]:
    """The next item in a list, or an empty list at the end."""
    try:
        return [next(iterator)]
    except StopIteration:
        return []


def _callable(value: object) -> Callable[..., object]:
    if not callable(value):
        raise TypeError(f"{type(value).__name__!r} object is not callable")  # Python's own message
    return value
