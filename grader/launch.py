"""Start workers: forked from a warm process where the system can do it, else as new processes."""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from .errors import GraderError

START_LIMIT = 60.0  # seconds for a process to import its libraries; torch on half a core takes many

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


class Launched(Protocol):
    """A worker's process, to whoever must end it."""

    def end(self, grace: float) -> int | None:
        """Wait `grace` seconds, then kill it and its group; its exit code, -signal, or None if it was still running."""
        ...


def launch(
    runtime: str, device: str, channel: socket.socket, output: int, scratch: str, layers: Sequence[str]
) -> Launched:
    """A new worker that answers on `channel` and prints to `output`; both stay open here. `layers` see worker/confine.py."""
    if sys.platform != "linux":  # fork of a warm process is unsafe on macOS and unknown on Windows
        return Spawned(runtime, device, channel, output, scratch)
    try:
        return _zygote(runtime).fork(device, channel, output, scratch, layers)
    except OSError:  # a damaged zygote is replaced; if that one fails too, it is not damage
        _forget(runtime)
        try:
            return _zygote(runtime).fork(device, channel, output, scratch, layers)
        except OSError as error:
            raise GraderError(f"a worker could not be started: {error}") from None


def warm(runtimes: Iterable[str]) -> None:
    """Let the processes that will fork workers import their libraries from now on, while this one imports its own."""
    if sys.platform == "linux":
        for runtime in runtimes:
            if installed(runtime):
                _zygote(runtime)


class Spawned:
    """A worker in a process of its own from the start; needs no fork, costs the imports every time."""

    def __init__(self, runtime: str, device: str, channel: socket.socket, output: int, scratch: str) -> None:
        environment = ENVIRONMENT | {"HOME": scratch, "TMPDIR": scratch}
        self._process = _start(["serve", str(channel.fileno()), runtime, device], channel, output, environment)

    def end(self, grace: float) -> int | None:
        """See Launched."""
        code: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        return code


class Zygote:
    """The judge's side of worker/zygote.py."""

    def __init__(self, runtime: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_LIMIT)
        with theirs:
            try:
                self._process = _start(["zygote", str(theirs.fileno()), runtime], theirs, None, ENVIRONMENT)
            except GraderError:
                self._control.close()
                raise
        self._ready = False
        self._unanswered: list[Forked] = []

    def fork(self, device: str, channel: socket.socket, output: int, scratch: str, layers: Sequence[str]) -> Forked:
        """One worker. This does not wait: the libraries may still be loading while the judge reads its files."""
        request = json.dumps({"fork": scratch, "device": device, "layers": list(layers)}).encode()
        socket.send_fds(self._control, [request], [channel.fileno(), output])
        worker = Forked(self)
        self._unanswered.append(worker)
        return worker

    def end(self, worker: Forked, grace: float) -> int | None:
        """End one worker; see Launched."""
        if not self._ready:
            self._receive()
            self._ready = True
        while self._unanswered:  # answers come in the order of the requests
            self._unanswered.pop(0).pid = self._receive()["pid"]
        self._control.send(json.dumps({"end": worker.pid, "grace": grace}).encode())
        status: int | None = self._receive()["status"]
        return status

    def _receive(self) -> dict[str, Any]:
        packet = self._control.recv(1 << 16)
        if not packet:
            raise ConnectionResetError("the process that forks workers has ended")
        answer: dict[str, Any] = json.loads(packet)
        return answer

    def close(self) -> None:
        """End the zygote; its workers die with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class Forked:
    """A worker that a zygote forked."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        self.pid = 0

    def end(self, grace: float) -> int | None:
        """See Launched."""
        try:
            return self._zygote.end(self, grace)
        except OSError:  # the zygote is gone, and its workers with it
            return None


_zygotes: dict[str, Zygote] = {}


def _zygote(runtime: str) -> Zygote:
    """The warm process of a runtime, one in each judging process."""
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


def _start(
    arguments: list[str], inherited: socket.socket, output: int | None, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """A Python that sees neither the user's site-packages nor this repository nor this process's environment."""
    program = str(Path(__file__).parent / "worker" / "__main__.py")
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", program, *arguments, *libraries()],
            pass_fds=[inherited.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=environment.get("HOME", "/"),
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise GraderError(f"a worker could not be started: {error}") from None


def libraries() -> list[str]:
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
