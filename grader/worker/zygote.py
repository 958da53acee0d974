"""The zygote: a warm process that has imported only the libraries. It forks one worker for each request.

It starts before the judge reads any secret, so it holds no secret. It computes nothing, so it has one thread and no state that
a fork could break. It ends with the process that started it.

The control socket is AF_UNIX, SOCK_SEQPACKET. Each packet is one JSON object, and each request gets one answer:

    {"fork": scratch folder, "device": …, "layers": […]} + [channel, output]  ->  {"pid": n}
    {"end": pid, "grace": seconds}  ->  {"status": exit code, -signal, or null}

If the system has no process left, the answer to "fork" is a negative number that stands for the worker, and the zygote tries
again for a while. "end" waits up to `grace` seconds until the worker ends by itself, then kills its process group. The status
is null if the worker was still running.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
import os
import select
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from .layers import process

_MORE = "Raise `ulimit -u`, or the limit of processes of the container"
MAX_PACKET = 1 << 16
ROUNDS = 20  # so often a worker that ends gets back the time in which it had no processor
# The highest descriptor that is closed in a child. Descriptors are small numbers, and the system's limit can be a billion.
MAX_DESCRIPTOR = 1 << 12


@dataclasses.dataclass(frozen=True)
class Fork:
    """A request for one worker with the scratch folder `scratch`. For `layers` see confine.py."""

    scratch: str
    device: str
    layers: Sequence[str]

    def to_packet(self) -> bytes:
        """The request as a packet of the control socket."""
        return json.dumps({"fork": self.scratch, "device": self.device, "layers": list(self.layers)}).encode()


@dataclasses.dataclass(frozen=True)
class End:
    """A request to end the worker `pid`. The worker has `grace` seconds to end by itself."""

    pid: int
    grace: float

    def to_packet(self) -> bytes:
        """The request as a packet of the control socket."""
        return json.dumps({"end": self.pid, "grace": self.grace}).encode()


def from_packet(packet: bytes) -> Fork | End:
    """The request that the judge sent."""
    request = json.loads(packet)
    if "fork" in request:
        return Fork(request["fork"], request["device"], request["layers"])
    return End(request["end"], request["grace"])


Child = Callable[[socket.socket, Fork], None]  # serves the channel; returns when the judge closes the connection


def run(control: socket.socket, child: Child, prepare: Callable[[], None] = lambda: None) -> None:
    """Answer control packets until the other side closes the socket.

    `prepare` is called before the second fork: a second worker is a sign that many will follow.
    """
    process.die_with(os.getppid())
    process.undumpable()
    gc.collect()
    gc.freeze()  # objects that exist now stay shared between all workers
    with contextlib.suppress(ConnectionError):  # the judge ended without closing the socket
        control.send(b'{"ready": true}')
        _answer(control, child, prepare)


def _answer(control: socket.socket, child: Child, prepare: Callable[[], None]) -> None:
    workers = Workers(control, child)
    forks = 0
    while True:
        while workers.waiting and not select.select([control], [], [], process.RETRY_EVERY)[0]:
            workers.try_again()
        packet, descriptors, _, _ = socket.recv_fds(control, MAX_PACKET, 2)
        if not packet:
            return
        request = from_packet(packet)
        if isinstance(request, Fork):
            forks += 1
            if forks == 2:
                prepare()
                gc.freeze()
            answer: dict[str, int | None] = {"pid": workers.fork(request, descriptors)}
        else:
            answer = {"status": workers.end(request.pid, request.grace)}
        control.send(json.dumps(answer).encode())


@dataclasses.dataclass
class Waiting:
    """A worker that could not be forked yet, because the system had no process left."""

    request: Fork
    descriptors: list[int]
    until: float  # of the monotonic clock: then it is given up

    def close(self) -> None:
        for descriptor in self.descriptors:
            os.close(descriptor)


class Workers:
    """The workers of a zygote. Each has a number: its process id, or a negative number if it had to wait for a process.

    The zygote answers other requests while a worker waits, since the end of another worker may be what it waits for.
    """

    def __init__(self, control: socket.socket, child: Child) -> None:
        self._control, self._child = control, child
        self._running: dict[int, tuple[int, int]] = {}  # by number: pid and pidfd
        self.waiting: dict[int, Waiting] = {}  # by number
        self._last = 0

    def fork(self, request: Fork, descriptors: list[int]) -> int:
        """Fork a worker, or let it wait. Return its number. The descriptors are closed in this process."""
        waiting = Waiting(request, descriptors, time.monotonic() + process.WAIT)
        try:
            pid, pidfd = self._fork(waiting)
        except OSError:
            self._last -= 1
            self.waiting[self._last] = waiting
            return self._last
        waiting.close()
        self._running[pid] = pid, pidfd
        return pid

    def try_again(self) -> None:
        """Fork the workers that wait, if that is possible now. A worker that has waited too long is given up."""
        for number, waiting in list(self.waiting.items()):
            try:
                self._running[number] = self._fork(waiting)
            except OSError as error:
                if time.monotonic() < waiting.until:
                    return
                with contextlib.suppress(OSError):  # the judge shows the output of a worker that did not start
                    os.write(
                        waiting.descriptors[-1], f"the system starts no process for it: {error}. {_MORE}\n".encode()
                    )
            waiting.close()
            del self.waiting[number]

    def _fork(self, waiting: Waiting) -> tuple[int, int]:
        pid = os.fork()
        if pid == 0:
            for other in self.waiting.values():
                if other is not waiting:
                    other.close()
            _become_worker(waiting.request, waiting.descriptors, self._control, self._child)
        try:
            return pid, process.handle_on(pid)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise

    def end(self, number: int, grace: float) -> int | None:
        """End a worker by its number. None if it was ended before: its number may belong to another process now."""
        if number in self.waiting:
            self.waiting.pop(number).close()
        return _end(*self._running.pop(number), grace) if number in self._running else None


def _end(pid: int, pidfd: int, grace: float) -> int | None:
    with contextlib.closing(select.epoll()) as ended:
        ended.register(pidfd, select.EPOLLIN)
        by_itself = bool(ended.poll(0.0))
        for _ in range(ROUNDS if grace else 0):
            before = process.waited(pid)
            if by_itself := by_itself or bool(ended.poll(grace)):
                break
            grace = max(process.waited(pid) - before, 0.0)  # the time in which it had no processor is added
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # the worker leads a session of its own
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # in case the worker has not called setsid yet
    _, status = os.waitpid(pid, 0)
    os.close(pidfd)
    return os.waitstatus_to_exitcode(status) if by_itself else None


def _become_worker(request: Fork, descriptors: list[int], control: socket.socket, child: Child) -> NoReturn:
    """Serve as a worker until the judge closes the connection, then exit. Called in the forked child."""
    try:
        os.setsid()
        control.close()
        null = os.open(os.devnull, os.O_RDWR)
        channel, output = descriptors
        for target, source in ((0, null), (1, output), (2, output)):
            os.dup2(source, target)
        conversation = os.dup(channel)
        os.closerange(3, conversation)
        os.closerange(conversation + 1, min(os.sysconf("SC_OPEN_MAX"), MAX_DESCRIPTOR))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        gc.enable()
        os.environ["HOME"] = os.environ["TMPDIR"] = request.scratch
        # A library may have asked for the folder before the fork, and tempfile keeps the answer.
        tempfile.tempdir = None
        os.chdir(request.scratch)
        child(socket.socket(fileno=conversation), request)
    except BaseException:  # the judge shows the output of a worker that did not start
        traceback.print_exc()
    finally:
        os._exit(0)  # so that student threads, atexit functions and finalizers cannot delay or change the end
