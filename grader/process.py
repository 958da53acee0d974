"""The judge's hold on a worker: start it, ask it with a time limit, hear what it prints, end it."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .channel import Channel, ChannelClosed, DeadlinePassed, OutputFlood
from .errors import Crashed, GraderError, TimedOut, TopicError
from .live import reference_of
from .respondents import Handle, Request, Respondent, _call_name
from .text import visible
from .worker.wire import WireError, pack, unpack

START_LIMIT = 60.0  # seconds for a worker to import its libraries; torch on half a core takes many
LOAD_LIMIT = 10.0  # seconds for a submission's top-level code

# One thread: small matrices are slower with more, sums stay reproducible, and two jobs on two cores do not fight.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
}


class Worker:
    """One process that holds one submission's part. A context manager; leaving it ends the process and its scratch."""

    def __init__(self, runtime: str, device: str = "cpu") -> None:
        self.runtime = runtime
        self.layers: tuple[str, ...] = ()
        self.device = device
        self._scratch = tempfile.mkdtemp(prefix="grader-")
        ours, theirs = socket.socketpair()
        output, printing = os.pipe()
        command = [
            sys.executable,
            "-I",
            "-S",
            "-B",
            "-X",
            "utf8",
            str(Path(__file__).parent / "worker" / "__main__.py"),
        ]
        try:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), runtime, device, *_libraries()],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=printing,
                stderr=printing,
                cwd=self._scratch,
                env=ENVIRONMENT | {"HOME": self._scratch, "TMPDIR": self._scratch},
                start_new_session=True,
            )
        except OSError as error:
            raise GraderError(f"a worker could not be started: {error}") from None
        finally:
            theirs.close()
            os.close(printing)
        self._channel = Channel(ours, output)
        self._ready = False
        self.ended = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_ready(self) -> None:
        """Libraries are imported and the layers are on; a worker that cannot get there is our fault."""
        if self._ready:
            return
        try:
            self._channel.deadline = time.monotonic() + START_LIMIT
            hello = unpack(self._channel.read_into)
        except (ChannelClosed, DeadlinePassed, OutputFlood, WireError):
            said = visible(self.output(), 2000)
            self.close()
            raise GraderError(f"the {self.runtime} worker did not start. It said:\n{said}") from None
        self.layers = ("process", "time limit", *hello["layers"])
        self.device = hello["device"]
        self._ready = True

    def load(self, request: Request) -> dict[str, Any]:
        """Load the submission; the reply is {"value": [problems]} or {"error"}."""
        return self.ask(request, None, LOAD_LIMIT, call="loading the file")

    def ask(self, request: Request, respondent: Respondent | None, seconds: float, call: str = "") -> dict[str, Any]:
        """See respondents.Subject. After a TimedOut or Crashed the worker is gone."""
        call = call or _call_name(request["op"], request["name"], tuple(request["args"]))
        self.wait_until_ready()
        try:
            frame = pack(request, reference_of(respondent))
        except WireError as error:
            raise TopicError(f"a check asks {call} with something that cannot cross: {error}") from None
        try:
            self._channel.deadline = time.monotonic() + seconds
            self._channel.send(frame)
            find = None if respondent is None else lambda number, name: Handle(respondent, number, visible(name, 80))
            reply = unpack(self._channel.read_into, find)
            if not isinstance(reply, dict) or not ("value" in reply or isinstance(reply.get("error"), dict)):
                raise WireError("a reply of unknown form")
            return reply
        except DeadlinePassed:
            self.end()
            raise TimedOut(call, seconds) from None
        except ChannelClosed:
            raise Crashed(call, self._how_it_ended()) from None
        except OutputFlood:
            self.end()
            raise Crashed(call, "it printed more than 64 MB and was ended") from None
        except WireError as error:
            self.end()
            raise Crashed(call, f"it sent what no worker sends ({error})") from None

    def output(self) -> str:
        """What the student's code printed since the last call."""
        with contextlib.suppress(OutputFlood, OSError):
            return self._channel.take_output().decode("utf-8", "replace")
        return ""

    def end(self) -> None:
        """Kill the process and what it started."""
        self.ended = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the process, close its descriptors, remove its scratch folder."""
        self.end()
        with contextlib.suppress(OSError):
            self._channel.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            code = None
        self.end()
        if code is None:
            return "it closed its connection to the grader"
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"its process was ended by {signal.Signals(-code).name}"
        return f"it ended its own process (exit status {code}); answers are returned, never exited with"


def _libraries() -> list[str]:
    """The folders that hold what parts compute with, found without importing it."""
    folders = []
    for name in ("numpy", "torch"):
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            folder = str(Path(spec.origin).parent.parent)
            if folder not in folders:
                folders.append(folder)
    return folders


def installed(runtime: str) -> bool:
    """Whether a part of this runtime can be run here."""
    return importlib.util.find_spec(runtime) is not None
