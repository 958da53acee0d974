"""Run the hidden solution, and the mistakes made from it, in the judge's own process. Trusted code only."""

from __future__ import annotations

import contextlib
import math
import types
from collections.abc import Callable

import numpy as np

from ...checks.handles import Handle
from ...checks.proxies import ModuleProxy, Owned, reference_of
from ...worker.exceptions import describe
from ...worker.protocol.replies import Failure, Point, Reply, Value, read_reply
from ...worker.protocol.requests import Load, Question, Request, Slopes
from ...worker.runtimes import NumpyRuntime, make_runtime
from ...worker.servant import Servant
from ...worker.wire import Adopt, Array, pack, reader, unpack

STEP = 1e-5  # of central differences: truncation and rounding errors both stay near 1e-10 in float64


class Live:
    """An answerer in this process. Requests cross the same wire as to a worker, so that no object is shared by accident.

    The operations that the part forbids are forbidden while it answers, and inside the context `rules`. That context saves
    later questions the cost of forbidding them again.
    """

    def __init__(
        self, runtime: NumpyRuntime, load: Load, on_error: Callable[[BaseException], None] | None = None
    ) -> None:
        self._servant = Servant(runtime)
        if on_error:
            self._servant.on_error = on_error
        reply = self._exchange(load, None)
        # A mistake may not load. Then this failure is its answer to every question.
        self.failure = reply if isinstance(reply, Failure) else None

    @property
    def module(self) -> types.ModuleType:
        """The module whose functions answer. Another one may take its place; the drivers stay."""
        assert self._servant.module
        return self._servant.module

    @module.setter
    def module(self, module: types.ModuleType) -> None:
        self._servant.module = module

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer; trusted code has no time limit."""
        if self.failure:
            return self.failure
        if isinstance(question, Slopes):
            try:
                with self.rules():
                    return Value(self._slopes(question), changes=[])
            except Exception as error:
                return describe(error, self._servant.files)
        return self._exchange(question, proxy)

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return self._servant.rules()

    def _exchange(self, request: Request, proxy: ModuleProxy | None) -> Reply:
        frame = b"".join(pack(request.to_wire(), reference_of(proxy)))
        reply = b"".join(self._servant.answer(reader(frame)))
        find = None if proxy is None else lambda number, name: Handle(proxy, number, name)
        return read_reply(unpack(reader(reply), find))

    def _slopes(self, question: Slopes) -> Array:
        wrt, directions, upstream = question.wrt, question.directions, question.upstream
        function = getattr(self._servant.module, question.name)
        adopt, as_array, held = self._servant.runtime.adopt, self._servant.runtime.as_array, self._servant.held

        def forward(point: Array) -> Array:
            varied = [point if position == wrt else value for position, value in enumerate(question.args)]
            kwargs = {name: _adopted(value, adopt, held) for name, value in question.kwargs.items()}
            out = function(*(_adopted(value, adopt, held) for value in varied), **kwargs)
            first = out[0] if isinstance(out, tuple) else out
            array = as_array(first)
            return np.asarray(first if array is None else array, dtype=np.float64)

        center = np.asarray(question.args[wrt], dtype=np.float64)
        step = STEP * max(1.0, float(np.abs(center).max(initial=0.0)))
        return np.array(
            [
                ((forward(center + step * d) - forward(center - step * d)) * upstream).sum() / (2 * step)
                for d in directions
            ]
        )


class InProcess:
    """A worker without a process of its own: it runs trusted code in the student's place, to prove topics or to debug.

    See worker_process.Worker for the methods.
    """

    layers = ("none",)
    ended = False
    left = latest = math.inf  # for the session, which sets and reads them; trusted code is never interrupted
    on_error: Callable[[BaseException], None] | None = None

    def __init__(self, runtime: str, device: str = "cpu", isolation: object = None) -> None:
        self._runtime = make_runtime(runtime, device)
        self._live: Live | None = None
        self.on_point: Callable[[Point], None] = lambda point: None  # never called: here points come with the reply
        self.device = self._runtime.device

    def wait_until_ready(self) -> None:
        """Return at once: there is no process to wait for."""

    def load(self, request: Load) -> Reply:
        self._live = Live(self._runtime, request, self.on_error)
        return self._live.failure or Value([])

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        assert self._live
        return self._live.ask(question, proxy, seconds)

    def rules(self) -> contextlib.AbstractContextManager[None]:
        assert self._live
        return self._live.rules()

    def output(self) -> str:
        return ""

    def close(self) -> None:
        self._live = None


def _adopted(value: object, adopt: Adopt, held: Callable[[int], object]) -> object:
    """A fresh copy of an argument, so that no evaluation of a function sees the changes of an earlier evaluation.

    `held` gives the object behind a handle, which stays the same object.
    """
    if isinstance(value, Handle):
        return held(value._number)
    if isinstance(value, Owned):
        value = value.value
    if isinstance(value, np.ndarray):
        return adopt(value.copy())
    if isinstance(value, dict):
        return {key: _adopted(item, adopt, held) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_adopted(item, adopt, held) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value
