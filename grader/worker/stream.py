"""Send and receive whole frames over a stream socket, which moves a part of the data in each call."""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Callable

AT_ONCE = 64  # buffers handed to the kernel in one call
CHUNK = 1 << 15  # bytes read in one call


def gathering(channel: socket.socket) -> Callable[[list[memoryview]], int]:
    """A `transfer` for `send`. It sends many buffers in one call if the system has sendmsg, else one buffer."""
    if hasattr(channel, "sendmsg"):
        return channel.sendmsg
    return lambda buffers: channel.send(buffers[0])  # Windows


def writing(channel: socket.socket) -> Callable[[list[memoryview]], int]:
    """A `transfer` for `send` in a worker, which may not call sendmsg: that can pass descriptors on."""
    return functools.partial(os.writev, channel.fileno()) if hasattr(os, "writev") else gathering(channel)


def send(transfer: Callable[[list[memoryview]], int], buffers: list[memoryview]) -> None:
    """Send all of `buffers`. `transfer` sends some of the bytes, like a socket's sendmsg, and returns their number."""
    pending = list(buffers)
    while pending:
        count = transfer(pending[:AT_ONCE])
        while pending and count >= pending[0].nbytes:
            count -= pending.pop(0).nbytes
        if count:
            pending[0] = pending[0][count:]


class Incoming:
    """Fills views from a socket. The socket is read in chunks, so that a small frame takes one system call.

    `transfer` fills a part of a view, like the socket's recv_into. At the end of the stream `closed` is raised.
    """

    def __init__(self, transfer: Callable[[memoryview], int], closed: type[Exception]) -> None:
        self._transfer = transfer
        self._closed = closed
        self._chunk = memoryview(bytearray(CHUNK))
        self._at = self._end = 0  # the bytes of the chunk that were read and not used yet

    def read_into(self, view: memoryview) -> None:
        """Fill `view`; see wire.unpack."""
        while size := view.nbytes:
            if self._at < self._end:
                step = min(size, self._end - self._at)
                view[:step] = self._chunk[self._at : self._at + step]
                self._at += step
                if step == size:
                    return
            elif size >= CHUNK:  # read straight into the view
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
