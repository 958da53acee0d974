"""Start Python processes that inherit nothing from the judge, and workers in such processes. This works on any system.

A new worker connects to the judge over the loopback interface, because not every system can pass descriptors on. It sends a
token that it read from its standard input, because any program on the machine may connect.
"""

from __future__ import annotations

import contextlib
import hmac
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ..values.errors import GraderError
from ..values.parts import LIBRARIES, TABLE
from ..values.text import visible
from ..worker.layers import process
from .deadline import Deadline, ProcessClock

START_LIMIT = 60.0  # seconds for a process to import its libraries, beside those in which it waits for a processor
_TOKEN = 32  # bytes
_TOKEN_LIMIT = 10.0  # seconds in which a new connection must send its token, also on a slow machine

# One thread: more threads are slower for small matrices, sums stay reproducible, and two jobs do not compete for two cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ENVIRONMENT = {
    **ONE_THREAD,
    "MALLOC_ARENA_MAX": "2",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
} | {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows has no sockets without it


class Spawned:
    """A worker that was started as a new process. It needs no fork, but it imports its libraries anew. See launch.Launched."""

    def __init__(self, runtime: str, device: str, scratch: str) -> None:
        environment = ENVIRONMENT | {"HOME": scratch, "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
        token = secrets.token_bytes(_TOKEN)
        # `early_output` gets what the worker prints before it connects. It is a file, because a pipe that nobody reads would
        # fill up and block the worker.
        with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryFile() as early_output:
            arguments = ["serve", str(server.getsockname()[1]), runtime, device]
            self._process = start_python(arguments, environment, stdin=subprocess.PIPE, stderr=early_output)
            self.importer = self._process.pid
            assert self._process.stdin
            # An OSError means that the process has ended. `_accept` reports that.
            with contextlib.suppress(OSError), self._process.stdin as stdin:
                stdin.write(token)
            try:
                self.conversation = self._accept(server, token + b"c", early_output)
                self.output = self._accept(server, token + b"o", early_output)
            except BaseException:
                self.end(0.0)
                raise

    def _accept(self, server: socket.socket, greeting: bytes, early_output: IO[bytes]) -> socket.socket:
        """Wait for the connection that begins with `greeting`. Connections of other programs are closed."""
        server.settimeout(0.05)
        with contextlib.closing(Deadline(ProcessClock(self.importer))) as deadline:
            deadline.start(START_LIMIT)
            while deadline.left() > 0 and self._process.poll() is None:
                with contextlib.suppress(TimeoutError):
                    connection, _ = server.accept()
                    if _greets(connection, greeting):
                        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        return connection
                    connection.close()
        early_output.seek(0)
        printed = visible(early_output.read(4000).decode("utf-8", "replace"))
        raise GraderError(f"a worker did not start (exit status {self._process.poll()}). It printed:\n{printed}")

    def end(self, grace: float) -> int | None:
        """See launch.Launched.end."""
        code: int | None = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(grace)
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        return code


def _greets(connection: socket.socket, greeting: bytes) -> bool:
    """Whether the other side begins with `greeting`."""
    connection.settimeout(_TOKEN_LIMIT)
    received = b""
    with contextlib.suppress(OSError):
        while len(received) < len(greeting) and (data := connection.recv(len(greeting) - len(received))):
            received += data
    return hmac.compare_digest(received, greeting)


def start_python(
    arguments: Sequence[str],
    environment: dict[str, str],
    stdin: int = subprocess.DEVNULL,
    stderr: IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start worker/__main__.py in a Python without the user's site-packages, this repository and the judge's environment.

    Raises GraderError.
    """
    program = str(Path(__file__).parents[1] / "worker" / "__main__.py")
    try:
        return process.when_possible(
            lambda: subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", "-X", "utf8", program, *arguments, *libraries()],
                stdin=stdin,
                stdout=stderr,
                stderr=stderr,
                cwd=environment.get("HOME", "/"),
                env=environment,
                start_new_session=True,
                # On Windows: the process gets no window, and Ctrl-C reaches only the judge.
                creationflags=sum(getattr(subprocess, n, 0) for n in ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP")),
                pass_fds=pass_fds,
            )
        )
    except OSError as error:
        raise GraderError(f"a worker could not be started: {error}") from None


def libraries() -> list[str]:
    """The folders that hold the libraries of all parts. They are found without importing the libraries."""
    folders = []
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library.name)
        if spec and spec.origin:
            folder = str(Path(spec.origin).parent.parent)
            if folder not in folders:
                folders.append(folder)
    return folders


def installed(part: str) -> bool:
    """Whether the libraries of a part are installed."""
    return not missing(part)


def missing(part: str) -> str:
    """The libraries of a part that are not installed, in words. Empty if none is missing."""
    absent = (library.title for library in TABLE[part].libraries if not importlib.util.find_spec(library.name))
    return " and ".join(absent)


def library_versions() -> dict[str, str]:
    """The version of each installed library, by the library's name."""
    from importlib import metadata  # starting a worker does not need it

    versions = {}
    for library in LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[library.name] = metadata.version(library.name)
    return versions
