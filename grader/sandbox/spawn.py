"""Python processes that inherit nothing from the judge, and workers started as such a process, which works on any system.

A new worker connects to the judge over the loopback interface, since descriptors cannot be inherited everywhere, and
shows a token that it read from its standard input, since anyone on the machine may connect.
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
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ..values.errors import GraderError
from ..values.parts import LIBRARIES, TABLE
from ..values.text import visible

START_LIMIT = 60.0  # seconds for a process to import its libraries; torch on half a core takes many
_TOKEN = 32  # bytes
_PATIENCE = 2.0  # seconds that a connection has for its token

# One thread: small matrices are slower with more, sums stay reproducible, and two jobs on two cores do not fight.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
} | {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows has no sockets without it


class Spawned:
    """A worker in a process of its own from the start; needs no fork, costs the imports every time. See launch.Launched."""

    def __init__(self, runtime: str, device: str, scratch: str) -> None:
        environment = ENVIRONMENT | {"HOME": scratch, "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
        token = secrets.token_bytes(_TOKEN)
        # Its output before it is connected. A file, because a pipe that nobody reads would fill and block it.
        with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryFile() as said:
            arguments = ["serve", str(server.getsockname()[1]), runtime, device]
            self._process = start_python(arguments, environment, stdin=subprocess.PIPE, stderr=said)
            assert self._process.stdin
            with (
                contextlib.suppress(OSError),
                self._process.stdin as stdin,
            ):  # the process has ended; `_accept` reports it
                stdin.write(token)
            try:
                self.conversation = self._accept(server, token + b"c", said)
                self.output = self._accept(server, token + b"o", said)
            except BaseException:
                self.end(0.0)
                raise

    def _accept(self, server: socket.socket, greeting: bytes, said: IO[bytes]) -> socket.socket:
        """The connection that begins with `greeting`; others are strangers."""
        server.settimeout(0.05)
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(TimeoutError):
                connection, _ = server.accept()
                if _greets(connection, greeting):
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    return connection
                connection.close()
        said.seek(0)
        last_words = visible(said.read(4000).decode("utf-8", "replace"))
        raise GraderError(f"a worker did not start (exit status {self._process.poll()}). It said:\n{last_words}")

    def end(self, grace: float) -> int | None:
        """See launch.Launched."""
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
    connection.settimeout(_PATIENCE)
    said = b""
    with contextlib.suppress(OSError):
        while len(said) < len(greeting) and (more := connection.recv(len(greeting) - len(said))):
            said += more
    return hmac.compare_digest(said, greeting)


def start_python(
    arguments: Sequence[str],
    environment: dict[str, str],
    stdin: int = subprocess.DEVNULL,
    stderr: IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """worker/__main__.py in a Python that sees neither the user's site-packages nor this repository nor our environment."""
    program = str(Path(__file__).parents[1] / "worker" / "__main__.py")
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", program, *arguments, *libraries()],
            stdin=stdin,
            stdout=stderr,
            stderr=stderr,
            cwd=environment.get("HOME", "/"),
            env=environment,
            start_new_session=True,
            # On Windows: no window of its own, and Ctrl-C is the judge's.
            creationflags=sum(getattr(subprocess, n, 0) for n in ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP")),
            pass_fds=pass_fds,
        )
    except OSError as error:
        raise GraderError(f"a worker could not be started: {error}") from None


def libraries() -> list[str]:
    """The folders that hold what parts compute with, found without importing it."""
    folders = []
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library.name)
        if spec and spec.origin:
            folder = str(Path(spec.origin).parent.parent)
            if folder not in folders:
                folders.append(folder)
    return folders


def installed(part: str) -> bool:
    """Whether the libraries of a part are here."""
    return not missing(part)


def missing(part: str) -> str:
    """The libraries of a part that are not here, in words; empty where none is missing."""
    absent = (library.title for library in TABLE[part].libraries if not importlib.util.find_spec(library.name))
    return " and ".join(absent)


def library_versions() -> dict[str, str]:
    """The version of each library that is here, by its name."""
    from importlib import metadata  # not needed to start a worker

    versions = {}
    for library in LIBRARIES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[library.name] = metadata.version(library.name)
    return versions
