"""A student's exception as data: its type, its message and the student's own frames, never ours."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection

from .protocol.replies import MAX_FRAMES, Failure, FrameSummary

MAX_MESSAGE = 2000


def describe(error: BaseException, files: Collection[str]) -> Failure:
    """What the judge is told of an exception; `files` are the names of the student's own files."""
    kind = type(error)
    return Failure(
        _text(lambda: kind.__name__, 200),
        _text(lambda: _message(error), MAX_MESSAGE, "(its message cannot be shown)"),
        _frames(error, files),
        not_written=issubclass(kind, NotImplementedError),
        missing=_text(lambda: getattr(error, "name", ""), 200) if issubclass(kind, ModuleNotFoundError) else "",
    )


def _text(make: Callable[[], object], limit: int, otherwise: str = "") -> str:
    """What `make` returns, as a plain string: attributes and methods of an exception are the student's code too."""
    try:
        text = make()
    except BaseException:
        return otherwise
    return str.__getitem__(text, slice(limit)) if isinstance(text, str) else otherwise


def _message(error: BaseException) -> str:
    return str(error.msg if isinstance(error, SyntaxError) else error)


def _frames(error: BaseException, files: Collection[str]) -> tuple[FrameSummary, ...]:
    frames: list[FrameSummary] = []
    try:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in files:
                frames.append(FrameSummary(frame.filename, frame.lineno or 0, frame.name, (frame.line or "")[:200]))
        if isinstance(error, SyntaxError) and isinstance(error.filename, str) and error.filename in files:
            source = (error.text or "").strip()[:200]
            frames.append(FrameSummary(error.filename, int(error.lineno or 0), "<module>", source))
    except Exception:  # a traceback can be made to lie or to fail; the verdict does not need it
        return ()
    return tuple(frames[-MAX_FRAMES:])
