"""Whole frames over a stream socket, which moves as much at a time as it likes."""

from __future__ import annotations

import socket
from collections.abc import Callable

AT_ONCE = 64  # buffers handed to the kernel in one call
CHUNK = 1 << 15  # bytes read in one call


def gathering(channel: socket.socket) -> Callable[[list[memoryview]], int]:
    """A `transfer` for `send`: many buffers in one call where the system has one for that."""
    if hasattr(channel, "sendmsg"):
        return channel.sendmsg
    return lambda buffers: channel.send(buffers[0])  # Windows


def send(transfer: Callable[[list[memoryview]], int], buffers: list[memoryview]) -> None:
    """Send all of `buffers`; `transfer` is a socket's sendmsg or waits until that can proceed."""
    pending = list(buffers)
    while pending:
        count = transfer(pending[:AT_ONCE])
        while pending and count >= pending[0].nbytes:
            count -= pending.pop(0).nbytes
        if count:
            pending[0] = pending[0][count:]


class Incoming:
    """Fills views from a socket that is read a chunk at a time, so that a small frame takes one system call.

    `transfer` is the socket's recv_into or waits until that can proceed; at the end `closed` is raised.
    """

    def __init__(self, transfer: Callable[[memoryview], int], closed: type[Exception]) -> None:
        self._transfer = transfer
        self._closed = closed
        self._chunk = memoryview(bytearray(CHUNK))
        self._at = self._end = 0  # what was read last and not taken yet

    def read_into(self, view: memoryview) -> None:
        """Fill `view`; see wire.unpack."""
        while size := view.nbytes:
            if self._at < self._end:
                step = min(size, self._end - self._at)
                view[:step] = self._chunk[self._at : self._at + step]
                self._at += step
                if step == size:
                    return
            elif size >= CHUNK:  # in place
                step = self._received(view)
            else:
                self._at, self._end = 0, self._received(self._chunk)
                continue
            view = view[step:]

    def _received(self, view: memoryview) -> int:
        count = self._transfer(view)
        if not count:
            raise self._closed
        return count
