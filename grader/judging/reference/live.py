"""Code that runs in the judge's own process: the hidden solution, and the mistakes made from it. Trusted code only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...checks.proxies import Handle, Owned, Request, Respondent, reference_of
from ...worker.exceptions import describe
from ...worker.runtimes import NumpyRuntime, make_runtime
from ...worker.servant import Servant
from ...worker.wire import pack, reader, unpack

STEP = 1e-5  # of central differences: truncation and rounding errors both stay near 1e-10 in float64


class Live:
    """A subject in this process. Requests cross the same wire as to a worker, so nothing is shared by accident."""

    def __init__(
        self, runtime: NumpyRuntime, load: Request, on_error: Callable[[BaseException], None] | None = None
    ) -> None:
        self._servant = Servant(runtime)
        if on_error:
            self._servant.on_error = on_error
        reply = self._exchange(load, None)
        self.error = reply.get("error")  # a mistake may not even load; that is its answer

    def ask(self, request: Request, respondent: Respondent, seconds: float) -> dict[str, Any]:
        """See respondents.Subject; trusted code has no time limit."""
        if self.error:
            return {"error": self.error}
        if request["op"] == "slopes":
            try:
                return {"value": self._slopes(request), "changes": []}
            except Exception as error:
                return {"error": describe(error, self._servant.files)}
        return self._exchange(request, respondent)

    def _exchange(self, request: Request, respondent: Respondent | None) -> dict[str, Any]:
        frame = b"".join(pack(request, reference_of(respondent)))
        reply = b"".join(self._servant.answer(reader(frame)))
        find = None if respondent is None else lambda number, name: Handle(respondent, number, name)
        answer: dict[str, Any] = unpack(reader(reply), find)
        return answer

    def _slopes(self, request: Request) -> np.ndarray[Any, Any]:
        args, wrt, upstream = request["args"], request["wrt"], request["upstream"]
        function = getattr(self._servant.module, request["name"])
        adopt, as_array = self._servant.runtime.adopt, self._servant.runtime.as_array

        def forward(point: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
            varied = [point if position == wrt else value for position, value in enumerate(args)]
            out = function(*_adopted(varied, adopt), **_adopted(request["kwargs"], adopt))
            first = out[0] if isinstance(out, tuple) else out
            array = as_array(first)
            return np.asarray(first if array is None else array, dtype=np.float64)

        center = np.asarray(args[wrt], dtype=np.float64)
        step = STEP * max(1.0, float(np.abs(center).max(initial=0.0)))
        return np.array(
            [
                ((forward(center + step * d) - forward(center - step * d)) * upstream).sum() / (2 * step)
                for d in request["directions"]
            ]
        )


class InProcess:
    """A worker that is no process: trusted code in the student's place, to prove topics or to debug. See process.Worker."""

    layers = ("none",)
    ended = False
    until = 0.0  # trusted code has no time limit
    on_error: Callable[[BaseException], None] | None = None

    def __init__(self, runtime: str, device: str = "cpu", isolation: object = None) -> None:
        self._runtime = make_runtime(runtime, device)
        self._live: Live | None = None
        self.on_point: Callable[[dict[str, float]], None] = lambda point: None  # which come with the reply here
        self.device = self._runtime.device

    def wait_until_ready(self) -> None:
        """It always is."""

    def load(self, request: Request) -> dict[str, Any]:
        self._live = Live(self._runtime, request, self.on_error)
        return {"error": self._live.error} if self._live.error else {"value": []}

    def ask(self, request: Request, respondent: Respondent, seconds: float) -> dict[str, Any]:
        assert self._live
        return self._live.ask(request, respondent, seconds)

    def output(self) -> str:
        return ""

    def close(self) -> None:
        self._live = None


def _adopted(value: Any, adopt: Any) -> Any:
    """A fresh copy of an argument, so that no evaluation sees what an earlier one did to it."""
    if isinstance(value, Owned):
        value = value.value
    if isinstance(value, np.ndarray):
        return adopt(value.copy())
    if isinstance(value, dict):
        return {key: _adopted(item, adopt) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_adopted(item, adopt) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value
