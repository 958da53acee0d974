"""Answers requests about one loaded module: calls, drivers, and whatever is asked of the objects that stay here.

The same servant plays the student (in the worker's process) and the live reference (in the judge's own).
"""

from __future__ import annotations

import contextlib
import operator
import types
from collections.abc import Callable, Generator
from typing import Any

from . import exceptions, loading, ready_made
from .effects import Watch
from .runtimes import NumpyRuntime
from .wire import ReadInto, WireError, fits, pack, unpack

Request = dict[str, Any]

OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in (
        "add sub mul truediv floordiv mod pow matmul neg pos abs invert and_ or_ xor "
        "lt le eq ne gt ge getitem setitem delitem contains"
    ).split()
} | {"len": len, "float": float, "int": int, "bool": bool, "list": list}


MAX_USES = 20  # of forbidden operations that are remembered: the first ones matter


_COMPOSITE = (tuple, list, dict)


class Servant:
    """One submission's module and the objects that calls to it have left behind."""

    def __init__(self, runtime: NumpyRuntime, emit: Callable[[list[memoryview]], None] | None = None) -> None:
        self.runtime = runtime
        self._emit = emit  # sends a frame at once, before the reply
        self.module: types.ModuleType | None = None
        self.drivers: dict[str, Any] = {}
        self.files: frozenset[str] = frozenset()
        self._forbidden: tuple[str, ...] = ()
        self._used: list[ready_made.Use] = []  # forbidden operations that the code called, whether it minded or not
        self._objects: dict[int, object] = {}
        self._passed: dict[int, object] = {}  # those that the request at hand names, by id()
        self._next = 0
        self.on_error: Callable[[BaseException], None] = lambda error: None  # sees a student's exception where it is

    def answer(self, read_into: ReadInto) -> list[memoryview]:
        """Read one request, do it, and return the reply's frame; a student's exception is a reply too."""
        self._passed.clear()
        request = unpack(read_into, self._find, self.runtime.adopt)
        for number in request.get("release", ()):
            self._objects.pop(number, None)
        try:
            reply = self._do(request)
            return pack(reply, self._foreign)
        except WireError as error:
            problem = {"type": "WireError", "message": str(error), "frames": [], "not_written": False, "missing": ""}
            return pack({"error": problem})
        except BaseException as error:  # sys.exit() and KeyboardInterrupt in student code end the call, not the worker
            self.on_error(error)
            return pack({"error": exceptions.describe(error, self.files)})

    def _do(self, request: Request) -> dict[str, Any]:
        if request["op"] == "load":
            return {"value": self._load(request)}
        if request["op"] == "used":
            return {"value": [list(use) for use in self._used]}
        self.runtime.forbid(self._forbidden, self._note_use)  # a judge's process has one torch for many topics
        if "seed" in request:  # a check begins; it knows no object of the one before
            self._objects.clear()
            self.runtime.seed(request["seed"])
        function, arguments = self._function(request)
        watch = Watch([request["args"], request["kwargs"]], self.runtime.as_array, self._passed)
        value = function(*arguments[0], **arguments[1])
        points: list[dict[str, float]] = []
        if request["op"] == "drive" and isinstance(value, types.GeneratorType):
            value, points = self._follow(value)
        reply = {"value": value, "changes": watch.changes(), "kept": self._keep_rest(value)}
        return reply | {"points": points} if points else reply

    def _follow(self, driver: Generator[dict[str, Any], None, Any]) -> tuple[Any, list[dict[str, float]]]:
        """Run a driver that yields points of curves; what it returns, and the points unless they were sent as they came."""
        points: list[dict[str, float]] = []
        while True:
            try:
                found = next(driver)
            except StopIteration as end:
                return end.value, points
            point = {}
            for name, value in found.items():
                with contextlib.suppress(TypeError, ValueError, RuntimeError):  # a loss of some other form is no point
                    point[name] = float(value)
            if not point:
                continue
            if self._emit:
                self._emit(pack({"point": point}))
            else:
                points.append(point)

    def _keep_rest(self, value: object) -> list[int]:
        """Handles for what a returned tuple holds behind its first entry: a cache must come back as the very object.

        It crosses as data too, so that a check can look into it; but it may share memory with what the code keeps.
        """
        if type(value) is not tuple:
            return []
        return [0, *(self._keep(item) if isinstance(item, _COMPOSITE) else 0 for item in value[1:])]

    def _keep(self, thing: object) -> int:
        self._next += 1
        self._objects[self._next] = thing
        return self._next

    def _load(self, request: Request) -> list[str]:
        self.files = loading.student_files(request["cells"], request["others"])
        self._forbidden = tuple(request.get("forbidden", ()))
        self.runtime.forbid(self._forbidden, self._note_use)
        self.module, problems = loading.load(request["name"], request["cells"], request["others"])
        if request.get("adapter"):
            self.module = loading.adapted(self.module, tuple(request["adapter"]))
        if request.get("drivers"):
            loading.run(tuple(request["drivers"]), self.drivers)
        return problems

    def _function(self, request: Request) -> tuple[Callable[..., Any], Any]:
        arguments = request["args"], request["kwargs"]
        if request["op"] == "call":
            if not hasattr(self.module, request["name"]):
                raise NotImplementedError(f"{request['name']} is not defined in the file")
            return getattr(self.module, request["name"]), arguments
        if request["op"] == "drive":
            return self.drivers[request["name"]], ([self.module, *arguments[0]], arguments[1])
        if request["op"] == "method":  # the object is no argument of its own method
            thing, *rest = arguments[0]
            return getattr(thing, request["name"]) if request["name"] else thing, (rest, arguments[1])
        if request["op"] == "get":
            return lambda thing: getattr(thing, request["name"]), arguments
        if request["op"] == "set":
            return lambda thing, value: setattr(thing, request["name"], value), arguments
        if request["op"] == "apply":
            return OPERATORS[request["name"]], arguments
        raise WireError(f"unknown operation {request['op']!r}")

    def _note_use(self, name: str) -> None:
        if len(self._used) < MAX_USES:
            self._used.append((name, *ready_made.caller(self.files)))

    def _find(self, number: int, _name: str) -> object:
        try:
            thing = self._passed[id(self._objects[number])] = self._objects[number]
        except KeyError:
            raise WireError(f"no object has the handle {number}") from None
        return thing

    def _foreign(self, value: object) -> Any:
        array = self.runtime.as_array(value)
        if array is not None and fits(array):
            return array
        return self._keep(value), type(value).__name__[:200]
