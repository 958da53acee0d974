"""Start workers. On Linux they are forked from a warm process; on other systems each is a new process."""

from __future__ import annotations

import atexit
import contextlib
import json
import socket
import sys
from collections.abc import Iterable, Sequence
from typing import Protocol

from ..values.errors import GraderError
from ..values.parts import TABLE
from ..worker.zygote import End, Fork
from .deadline import Deadline, ProcessClock
from .spawn import ENVIRONMENT, START_LIMIT, Spawned, installed, start_python

ASK_EVERY = 0.5  # seconds of waiting for a zygote, after which its deadline is looked at


class Launched(Protocol):
    """A worker's process and the judge's ends of its sockets. The caller closes the sockets and ends the process."""

    conversation: socket.socket  # requests and replies
    output: socket.socket  # receives its stdout and stderr
    importer: int  # the process that imports the libraries before the worker can start

    def end(self, grace: float) -> int | None:
        """Wait up to `grace` seconds, then kill the process and its group.

        Returns the exit code, minus the signal number, or None if the process was still running.
        """
        ...


def launch(runtime: str, device: str, scratch: str, layers: Sequence[str]) -> Launched:
    """Start a worker whose scratch folder is `scratch`. For `layers` see worker/confine.py. Raises GraderError."""
    if sys.platform != "linux":  # forking a warm process is unsafe on macOS and impossible on Windows
        return Spawned(runtime, device, scratch)
    try:
        return _zygote(runtime).fork(device, scratch, layers)
    except OSError:  # replace a damaged zygote; if the new one fails too, the cause lies elsewhere
        _forget(runtime)
        try:
            return _zygote(runtime).fork(device, scratch, layers)
        except OSError as error:
            raise GraderError(f"a worker could not be started: {error}") from None


def warm(parts: Iterable[str]) -> None:
    """Start the zygotes of these parts, so that they import their libraries while this process imports its own."""
    if sys.platform == "linux":
        for part in parts:
            if installed(part):
                _zygote(TABLE[part].runtime)


class Zygote:
    """A zygote, from the judge's side; worker/zygote.py is the other side."""

    def __init__(self, runtime: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(ASK_EVERY)
        with theirs:
            try:
                self._process = start_python(
                    ["zygote", str(theirs.fileno()), runtime], ENVIRONMENT, pass_fds=[theirs.fileno()]
                )
            except GraderError:
                self._control.close()
                raise
        self.pid = self._process.pid
        self._ready = False
        self._unanswered: list[Forked] = []

    def fork(self, device: str, scratch: str, layers: Sequence[str]) -> Forked:
        """Request one worker and do not wait for it: the judge can read files while the libraries load."""
        request = Fork(scratch, device, layers).to_packet()
        conversation, channel = socket.socketpair()
        output, printing = socket.socketpair()
        worker = Forked(self, conversation, output)
        with channel, printing:
            try:
                socket.send_fds(self._control, [request], [channel.fileno(), printing.fileno()])
            except BaseException:
                conversation.close()
                output.close()
                raise
        self._unanswered.append(worker)
        return worker

    def end(self, worker: Forked, grace: float) -> int | None:
        """End one worker. See Launched.end."""
        if not self._ready:
            self._receive()
            self._ready = True
        while self._unanswered:  # answers come in the order of the requests
            self._unanswered.pop(0).pid = self._receive()["pid"] or 0
        self._control.send(End(worker.pid, grace).to_packet())
        return self._receive()["status"]

    def _receive(self) -> dict[str, int | None]:
        with contextlib.closing(Deadline(ProcessClock(self.pid))) as deadline:
            deadline.start(START_LIMIT)  # it may be importing its libraries
            packet = None
            while packet is None and deadline.left() > 0:
                with contextlib.suppress(TimeoutError):
                    packet = self._control.recv(1 << 16)
        if packet is None:  # it hangs: its workers end with it, and the next worker gets another
            self.close()
            raise TimeoutError("the process that forks workers does not answer")
        if not packet:
            raise ConnectionResetError("the process that forks workers has ended")
        answer: dict[str, int | None] = json.loads(packet)
        return answer

    def close(self) -> None:
        """End the zygote. Its workers die with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class Forked:
    """A worker that a zygote forked."""

    def __init__(self, zygote: Zygote, conversation: socket.socket, output: socket.socket) -> None:
        self._zygote = zygote
        self.conversation, self.output = conversation, output
        self.importer = zygote.pid
        self.pid = 0

    def end(self, grace: float) -> int | None:
        """See Launched."""
        try:
            return self._zygote.end(self, grace)
        except OSError:  # the zygote is gone, and its workers with it
            return None


_zygotes: dict[str, Zygote] = {}


def _zygote(runtime: str) -> Zygote:
    """The zygote of a runtime. Each judging process has one for each runtime."""
    if runtime not in _zygotes:
        _zygotes[runtime] = Zygote(runtime)
    return _zygotes[runtime]


def _forget(runtime: str) -> None:
    zygote = _zygotes.pop(runtime, None)
    if zygote:
        zygote.close()


@atexit.register
def _close_all() -> None:
    for runtime in list(_zygotes):
        _forget(runtime)
