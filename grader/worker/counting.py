"""Count the calls of Python functions that one call makes: a measure of work that is the same on every machine."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable, Collection


def calls_of(function: Callable[..., object], args: tuple[object, ...], files: Collection[str]) -> int:
    """How many calls of functions in these files `function(*args)` makes, itself included, also in threads that it starts.

    Comprehensions and generator expressions do not count: whether they are functions depends on the version of Python.
    """
    count = 0

    def watch(frame: types.FrameType, event: str, _: object) -> None:
        nonlocal count
        code = frame.f_code
        if event == "call" and code.co_filename in files and (code.co_name == "<lambda>" or code.co_name[0] != "<"):
            count += 1

    before = sys.getprofile()
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        function(*args)
    finally:
        sys.setprofile(before)
        threading.setprofile(None)
    return count
