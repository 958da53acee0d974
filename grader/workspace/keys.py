"""Read keys as they are pressed, without Enter. Everything else about the terminal stays the same."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

END = "q"  # reported when the input has ended


@contextlib.contextmanager
def heard(hear: Callable[[str], None]) -> Iterator[None]:
    """Call `hear` with each key, in lower case, until the block is left. The calls come from a separate thread."""
    with _cbreak():
        threading.Thread(target=_listen, args=(hear,), daemon=True).start()
        yield


def _listen(hear: Callable[[str], None]) -> None:
    while key := _read():
        hear(key.lower())
    hear(END)


def _read() -> str:
    """Return the next key; "" at the end of the input."""
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
    """Switch the terminal to cbreak mode: keys arrive at once and are not echoed. Ctrl-C and line ends work as before."""
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
