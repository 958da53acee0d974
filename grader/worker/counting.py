"""Count the calls of Python functions that one call makes, or the calls of one function: the same on every machine."""

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


def counted(function: Callable[..., object]) -> Callable[..., object]:
    """A function that does as `function` does. Its attribute `calls` is the number of its calls so far, from 0."""

    def counting(*args: object, **kwargs: object) -> object:
        counting.calls += 1  # type: ignore[attr-defined]
        return function(*args, **kwargs)

    counting.calls = 0  # type: ignore[attr-defined]
    counting.__name__ = getattr(function, "__name__", counting.__name__)
    counting.__doc__ = function.__doc__
    return counting
