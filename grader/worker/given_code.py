"""Let code that the course gives call operations that are forbidden to the student, and no code that it calls back.

The operations are allowed in the whole process while a given function runs. So a function of anybody else that is called in the
meantime (a callback, a method that a subclass overrides, a hook, what replaced a name of the given module) runs under the rules
again. What is called is seen by Python's profiler.
"""

from __future__ import annotations

import _thread
import functools
import sys
import threading
import types
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from . import counting

Rules = Callable[[], AbstractContextManager[None]]
Profiler = Callable[[types.FrameType, str, Any], object]


class GivenCode:
    """The given modules of one submission, whose functions run in the context `free`. Code of others runs in `bound`.

    If `alone` is true, the process runs this submission alone. Then no given function runs beside a thread of the submission,
    which would be free too, nor under a trace function, whose calls no profiler sees. A thread counts as long as the function
    exists with which it was started.
    """

    def __init__(self, free: Rules, bound: Rules, *, alone: bool) -> None:
        self._free = free
        self._bound = bound
        self._alone = alone
        self._calls = 0  # of given functions that run now
        self._threads: list[weakref.ref[Any]] = []  # the functions with which threads were started
        self._modules: list[tuple[dict[str, Any], str]] = []  # the names of each module, and its file
        self._state = _State()

    def watch_threads(self) -> None:
        """Note each thread that is started from now on, for good. Call it before any code of the submission runs.

        A new thread is no thread for Python before it gets its turn, so to count threads would come too late.
        """
        for module in (_thread, threading):
            for name in ("start_new_thread", "start_new", "start_joinable_thread"):
                for spelled in (name, f"_{name}"):
                    if start := getattr(module, spelled, None):
                        setattr(module, spelled, self._noting(start))

    def add(self, module: types.ModuleType) -> None:
        """Let the functions of this module, and the methods of its classes, call what is forbidden to others."""
        self._modules.append((vars(module), str(module.__file__)))
        for name, value in list(vars(module).items()):
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if isinstance(value, types.FunctionType):
                setattr(module, name, self._freed(value))
            elif isinstance(value, type):
                for method, member in list(vars(value).items()):
                    if isinstance(member, types.FunctionType):
                        setattr(value, method, self._freed(member))

    def _freed(self, function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def call(*args: object, **kwargs: object) -> object:
            if self._state.free:  # only the outermost of its calls enters the context, which costs milliseconds
                return function(*args, **kwargs)
            return self._call(function, args, kwargs)

        return call

    def _call(self, function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        state, profiler, tracer = self._state, sys.getprofile(), sys.gettrace() if self._alone else None
        self._refuse_threads()
        within = len(state.bound)
        with self._free():
            self._calls += 1
            state.free = True
            if tracer:
                sys.settrace(None)
            sys.setprofile(_Watcher(self._watch, _of_ours(profiler)))
            try:
                return function(*args, **kwargs)
            finally:
                sys.setprofile(profiler)
                while len(state.bound) > within:  # of frames whose end the profiler was kept from seeing
                    state.bound.pop()[1].__exit__(None, None, None)
                state.free = False
                self._calls -= 1
                if tracer:
                    sys.settrace(tracer)

    def _watch(self, frame: types.FrameType, event: str) -> None:
        state = self._state
        if event == "call" and state.free and not self._is_trusted(frame):
            rules = self._bound()
            state.free = False
            state.bound.append((frame, rules))
            rules.__enter__()
        elif event == "return" and state.bound and state.bound[-1][0] is frame:
            state.bound.pop()[1].__exit__(None, None, None)
            state.free = True

    def _is_trusted(self, frame: types.FrameType) -> bool:
        """Whether the code of a frame is given or of an installed library. Texts of a submission have no absolute path."""
        file = frame.f_code.co_filename
        return _is_installed(file) or any(frame.f_globals is names and file == own for names, own in self._modules)

    def _noting(self, start: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(start)
        def noted(function: Callable[..., object], *args: object, **kwargs: object) -> object:
            if self._calls:
                raise RuntimeError("no thread can be started while given code runs: start it before or after")
            self._threads.append(weakref.ref(function))
            return start(function, *args, **kwargs)

        return noted

    def _refuse_threads(self) -> None:
        self._threads = [started for started in self._threads if started() is not None]
        if self._threads:
            raise RuntimeError(
                "given code does not run while another thread of the submission runs: join the thread first"
            )


class _State(threading.local):
    """Of each thread: whether its code may call everything now, and the frames below which it may not, with their rules."""

    def __init__(self) -> None:
        self.free = False
        self.bound: list[tuple[types.FrameType, AbstractContextManager[None]]] = []


class _Watcher:
    """A profiler that tells `watch` of each event, and then another one."""

    def __init__(self, watch: Callable[[types.FrameType, str], None], further: Profiler | None) -> None:
        self.watch, self.further = watch, further

    def __call__(self, frame: types.FrameType, event: str, argument: object) -> None:
        if self.further:
            self.further(frame, event, argument)
        self.watch(frame, event)


def _of_ours(profiler: object) -> Profiler | None:
    """The profiler that counts calls, if it is on. One of a submission's would not be seen itself, so it is left out."""
    if isinstance(profiler, _Watcher):
        return profiler.further
    ours = isinstance(profiler, types.FunctionType) and profiler.__globals__ is vars(counting)
    return profiler if ours else None  # type: ignore[return-value]


@functools.cache
def _is_installed(file: str) -> bool:
    return file.startswith("<frozen ") or Path(file).is_absolute()
