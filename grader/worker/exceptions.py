"""A student's exception as data: its type, its message and the student's own frames, never ours."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection
from typing import Any

MAX_MESSAGE = 2000
MAX_FRAMES = 8


def describe(error: BaseException, files: Collection[str]) -> dict[str, Any]:
    """What the judge is told: type, message, frames (outermost first), and whether the code is only a skeleton."""
    kind = type(error)
    return {
        "type": _text(lambda: kind.__name__, 200),
        "message": _text(lambda: _message(error), MAX_MESSAGE, "(its message cannot be shown)"),
        "frames": _frames(error, files),
        "not_written": issubclass(kind, NotImplementedError),
        "missing": _text(lambda: getattr(error, "name", ""), 200) if issubclass(kind, ModuleNotFoundError) else "",
    }


def _text(make: Callable[[], object], limit: int, otherwise: str = "") -> str:
    """What `make` returns, as a plain string: attributes and methods of an exception are the student's code too."""
    try:
        text = make()
    except BaseException:
        return otherwise
    return str.__getitem__(text, slice(limit)) if isinstance(text, str) else otherwise


def _message(error: BaseException) -> str:
    return str(error.msg if isinstance(error, SyntaxError) else error)


def _frames(error: BaseException, files: Collection[str]) -> list[list[object]]:
    frames: list[list[object]] = []
    try:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in files:
                frames.append([frame.filename, frame.lineno or 0, frame.name, (frame.line or "")[:200]])
        if isinstance(error, SyntaxError) and error.filename in files:
            frames.append([error.filename, int(error.lineno or 0), "<module>", (error.text or "").strip()[:200]])
    except Exception:  # a traceback can be made to lie or to fail; the verdict does not need it
        return []
    return frames[-MAX_FRAMES:]
