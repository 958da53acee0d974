"""The judge's end of a worker's sockets: exchange frames within a deadline, and keep a bounded part of the printed output."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from typing import TypeVar

from ..worker import stream
from .deadline import Deadline

KEPT_OUTPUT = 64 << 10  # bytes of the output of one check that are kept
MAX_OUTPUT = 64 << 20  # bytes of output in one check; a worker that prints more is ended
LOOK_EVERY = 0.05  # seconds of waiting, after which the output and the scratch folder are looked at
WHILE_IT_PRINTS = 0.002  # the same for a worker that prints: it waits until its output is read
# Data that has already arrived counts even after the deadline (this process may have been suspended), up to this many reads.
MOST_LATE = 1000

Buffers = TypeVar("Buffers")


class ChannelClosed(Exception):
    """The worker closed the connection."""


class DeadlinePassed(Exception):
    """The worker did not read or answer in time."""


class OutputFlood(Exception):
    """The worker printed more than any honest program does."""


class Channel:
    """The sockets to a worker: one for the conversation, and one to which the worker's stdout and stderr write.

    While it waits for the worker, it calls `look` now and then. An exception from `look` ends the exchange.
    """

    def __init__(
        self, conversation: socket.socket, output: socket.socket, look: Callable[[], None] = lambda: None
    ) -> None:
        conversation.settimeout(LOOK_EVERY)
        output.setblocking(False)
        self._socket = conversation
        self._transfer = stream.gathering(conversation)
        incoming = stream.Incoming(lambda view: self._try(conversation.recv_into, view), ChannelClosed)
        self.read_into = incoming.read_into
        self._output = output
        self._head = bytearray()
        self._tail = bytearray()
        self._cut = False  # whether output between head and tail was dropped
        self._flood = 0
        self._output_open = True
        self._look = look
        self._next_look = 0.0
        self._late = 0  # reads and writes since the deadline
        self._moved = False  # whether the worker took or sent anything since the last look
        self.deadline = Deadline()  # of the exchange under way

    def send(self, buffers: list[memoryview]) -> None:
        """Send the buffers of one frame. Raises DeadlinePassed, ChannelClosed or OutputFlood."""
        stream.send(lambda pending: self._try(self._transfer, pending), buffers)

    def take_output(self) -> bytes:
        """The output since the last call. Only the beginning and the end of a long output are kept."""
        with contextlib.suppress(OutputFlood):  # the next exchange will raise it; the output that was kept is returned
            self._drain()
        taken = bytes(self._head) + (b"\n...\n" if self._cut else b"") + bytes(self._tail)
        self._flood = 0
        self._head.clear()
        self._tail.clear()
        self._cut = False
        return taken

    def close(self) -> None:
        """Close both sockets. A second call does nothing."""
        self._socket.close()
        self._output.close()
        self.deadline.close()

    def _try(self, transfer: Callable[[Buffers], int], buffers: Buffers) -> int:
        while True:
            # Check the deadline before every attempt: each attempt is short if a worker sends a byte at a time.
            self._late = self._late + 1 if self.deadline.left() <= 0 else 0
            if self._late > MOST_LATE:
                raise DeadlinePassed
            if self._late:
                self._socket.settimeout(0.0)
            self._look_if_due()
            try:
                count = transfer(buffers)
                self._moved = True
                return count
            except (TimeoutError, BlockingIOError):
                if self._late:
                    raise DeadlinePassed from None
                prints = self._drain()
                self.deadline.looked(moved=prints or self._moved)
                self._moved = False
                self._socket.settimeout(WHILE_IT_PRINTS if prints else LOOK_EVERY)
            except OSError:
                raise ChannelClosed from None

    def _look_if_due(self) -> None:
        before = time.monotonic()
        if before >= self._next_look:
            self._look()
            after = time.monotonic()
            self._next_look = after + max(LOOK_EVERY, 4 * (after - before))  # looking at a large folder takes long

    def _drain(self) -> bool:
        """Read all that the output socket holds; returns whether it was open and held anything.

        Output that was printed before a reply is in its socket when the reply arrives, so it belongs to the right check.
        """
        for count in range(256 if self._output_open else 0):  # a bound, because another thread may print for ever
            try:
                data = self._output.recv(1 << 16)
            except BlockingIOError:
                return count > 0
            except OSError:  # the connection was reset
                data = b""
            if not data:  # the student's code closed it
                self._output_open = False
                break
            self._keep(data)
            self._flood += len(data)
            if self._flood > MAX_OUTPUT:
                raise OutputFlood
        return self._output_open

    def _keep(self, data: bytes) -> None:
        room = KEPT_OUTPUT // 2 - len(self._head)
        self._head += data[: max(room, 0)]
        self._tail += data[max(room, 0) :]
        self._cut = self._cut or len(self._tail) > KEPT_OUTPUT // 2
        del self._tail[: -(KEPT_OUTPUT // 2)]
