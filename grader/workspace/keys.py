"""Keys as they are pressed, without Enter, while everything else of the terminal stays as it is."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

END = "q"  # what is heard when there will be no more keys


@contextlib.contextmanager
def heard(hear: Callable[[str], None]) -> Iterator[None]:
    """Call `hear` with each key, in lower case, from a thread of its own, until the block is left."""
    with _cbreak():
        threading.Thread(target=_listen, args=(hear,), daemon=True).start()
        yield


def _listen(hear: Callable[[str], None]) -> None:
    while key := _read():
        hear(key.lower())
    hear(END)


def _read() -> str:
    """The next key; nothing at the end of the input."""
    try:
        if sys.platform == "win32":
            import msvcrt

            return msvcrt.getwch()
        data = os.read(sys.stdin.fileno(), 1)
        return (data.decode("ascii", "ignore") or " ") if data else ""
    except (OSError, ValueError):
        return ""


@contextlib.contextmanager
def _cbreak() -> Iterator[None]:
    """Keys come at once and are not shown; Ctrl-C stays Ctrl-C, and lines still end where they should."""
    if sys.platform == "win32":
        yield
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        with contextlib.suppress(termios.error):  # the terminal was closed
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
