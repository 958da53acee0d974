"""A student's exception as data: its type, its message and the student's own frames, never ours."""

from __future__ import annotations

import traceback
from collections.abc import Collection
from typing import Any

MAX_MESSAGE = 2000
MAX_FRAMES = 8


def describe(error: BaseException, files: Collection[str]) -> dict[str, Any]:
    """What the judge is told: type, message, frames (outermost first), and whether the code is only a skeleton."""
    frames = []
    try:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in files:
                frames.append([frame.filename, frame.lineno or 0, frame.name, (frame.line or "")[:200]])
    except Exception:  # a traceback can be made to lie or to fail; the verdict does not need it
        frames = []
    if isinstance(error, SyntaxError) and error.filename in files:
        frames.append([error.filename, error.lineno or 0, "<module>", (error.text or "").strip()[:200]])
    return {
        "type": type(error).__name__[:200],
        "message": _message(error),
        "frames": frames[-MAX_FRAMES:],
        "not_written": isinstance(error, NotImplementedError),
        "missing": (getattr(error, "name", None) or "")[:200] if isinstance(error, ModuleNotFoundError) else "",
    }


def _message(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:MAX_MESSAGE]
    except BaseException:  # __str__ is the student's code too
        return "(its message cannot be shown)"
