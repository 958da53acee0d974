"""The judge's end of a worker: frames with a deadline, while whatever the student prints is drained and kept, bounded."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable

from .deadline import Deadline
from .worker import stream

KEPT_OUTPUT = 64 << 10  # bytes kept of what is printed during one check
MAX_OUTPUT = 64 << 20  # bytes in one check after which a worker is ended
LOOK_EVERY = 0.05  # seconds of waiting between two looks at what else a worker does

_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)  # Windows has no poll


class ChannelClosed(Exception):
    """The worker hung up."""


class DeadlinePassed(Exception):
    """The worker did not read or answer in time."""


class OutputFlood(Exception):
    """The worker printed more than any honest program does."""


class Channel:
    """The sockets to a worker: the conversation, and what its stdout and stderr write to.

    While the worker is waited for, `look` is called now and then; what it raises ends the exchange.
    """

    def __init__(
        self, conversation: socket.socket, output: socket.socket, look: Callable[[], None] = lambda: None
    ) -> None:
        conversation.setblocking(False)
        output.setblocking(False)
        self._socket = conversation
        self._transfer = stream.gathering(conversation)
        incoming = stream.Incoming(
            lambda view: self._try(lambda: self._socket.recv_into(view), selectors.EVENT_READ), ChannelClosed
        )
        self.read_into = incoming.read_into
        self._output = output
        self._ready = _Selector()
        self._ready.register(output, selectors.EVENT_READ)
        self._ready.register(conversation, selectors.EVENT_READ)
        self._awaited = selectors.EVENT_READ
        self._head = bytearray()
        self._tail = bytearray()
        self._cut = False  # whether something between them was left out
        self._flood = 0
        self._output_open = True
        self._look = look
        self._next_look = 0.0
        self.deadline = Deadline()  # of the exchange under way

    def send(self, buffers: list[memoryview]) -> None:
        """Send the buffers of one frame."""
        stream.send(lambda pending: self._try(lambda: self._transfer(pending), selectors.EVENT_WRITE), buffers)

    def take_output(self) -> bytes:
        """What was printed since the last call: the beginning and the end of it, if it was long."""
        if self._output_open:
            with contextlib.suppress(OutputFlood):  # the next exchange will find it; this is what was kept
                self._drain()
        taken = bytes(self._head) + (b"\n...\n" if self._cut else b"") + bytes(self._tail)
        self._flood = 0
        self._head.clear()
        self._tail.clear()
        self._cut = False
        return taken

    def close(self) -> None:
        """Close both; a second time does nothing."""
        self._ready.close()
        self._socket.close()
        self._output.close()

    def _try(self, transfer: Callable[[], int], event: int) -> int:
        while True:
            try:
                return transfer()
            except BlockingIOError:
                self._wait(event)
            except OSError:
                raise ChannelClosed from None

    def _wait(self, event: int) -> None:
        if event != self._awaited:
            self._ready.modify(self._socket, event)
            self._awaited = event
        left = self.deadline.left()
        if left <= 0:
            raise DeadlinePassed
        before = time.monotonic()
        if before >= self._next_look:
            self._look()
            after = time.monotonic()
            self._next_look = after + max(LOOK_EVERY, 4 * (after - before))  # a large folder takes long to look at
        ready = self._ready.select(min(left, LOOK_EVERY))
        if any(key.fileobj is self._output for key, _ in ready):
            self._drain()

    def _drain(self) -> None:
        """Empty the socket. Everything printed before a reply is in it when the reply is, so output falls to its check."""
        for _ in range(256):  # a bound, because another thread may print for ever
            try:
                data = self._output.recv(1 << 16)
            except BlockingIOError:
                return
            except OSError:  # a connection that was cut
                data = b""
            if not data:  # closed by the student: nothing more to hear, and no reason to spin
                self._ready.unregister(self._output)
                self._output_open = False
                return
            self._keep(data)
            self._flood += len(data)
            if self._flood > MAX_OUTPUT:
                raise OutputFlood

    def _keep(self, data: bytes) -> None:
        room = KEPT_OUTPUT // 2 - len(self._head)
        self._head += data[: max(room, 0)]
        self._tail += data[max(room, 0) :]
        self._cut = self._cut or len(self._tail) > KEPT_OUTPUT // 2
        del self._tail[: -(KEPT_OUTPUT // 2)]
