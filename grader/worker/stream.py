"""Whole frames over a stream socket, which moves as much at a time as it likes."""

from __future__ import annotations

import socket
from collections.abc import Callable

AT_ONCE = 64  # buffers handed to the kernel in one call


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
        while count:
            step = min(count, pending[0].nbytes)
            pending[0] = pending[0][step:]
            count -= step
            if not pending[0].nbytes:
                pending.pop(0)


def fill(transfer: Callable[[memoryview], int], view: memoryview, closed: type[Exception]) -> None:
    """Fill `view`; `transfer` is a socket's recv_into or waits until that can proceed. Raises `closed` at the end."""
    while view.nbytes:
        count = transfer(view)
        if not count:
            raise closed
        view = view[count:]
