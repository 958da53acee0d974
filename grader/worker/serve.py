"""The worker's loop: read requests from the socket and answer them until the judge closes the connection."""

from __future__ import annotations

import contextlib
import os
import socket
import sys

from . import stream
from .protocol.replies import Hello
from .runtimes import NumpyRuntime
from .servant import Servant
from .wire import pack


class Closed(Exception):
    """The judge closed the connection."""


def serve(channel: socket.socket, runtime: NumpyRuntime, layers: list[str], missing: dict[str, str]) -> None:
    """Send the greeting with the layers that are on and those that are missing, then answer until the judge hangs up."""
    # Buffer by lines, as on a terminal: the last line before a crash or an endless loop is the best clue to its cause.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    transfer = stream.writing(channel)
    incoming = stream.Incoming(channel.recv_into, Closed)
    runtime.repeat_entropy()
    servant = Servant(runtime, lambda frame: stream.send(transfer, frame), for_good=True)
    hello = Hello(layers, missing, os.getpid(), runtime.device, runtime.problem)
    stream.send(transfer, pack(hello.to_wire()))
    with contextlib.suppress(Closed, ConnectionError):
        while True:
            reply = servant.answer(incoming.read_into)
            _flush()
            stream.send(transfer, reply)


def _flush() -> None:
    """Flush the output, so that it arrives with the call that printed it. Student code may have replaced the streams."""
    for printed in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            printed.flush()
