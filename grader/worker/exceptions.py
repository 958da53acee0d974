"""Describe a student's exception as data: its type, its message and the student's own frames, never the grader's frames."""

from __future__ import annotations

import traceback
import types
from collections.abc import Callable, Collection

from .protocol.replies import MAX_FRAMES, MAX_NAMES, Failure, FrameSummary

MAX_MESSAGE = 2000


class NotDefined(NotImplementedError):
    """A file lacks a function or class. `defined` are the names of the functions and classes that it has."""

    def __init__(self, name: object, module: types.ModuleType | None) -> None:
        super().__init__(f"{name} is not defined in the file")
        members = vars(module) if module else {}
        own = members.get("__name__")
        names = [str(name)[:200] for name, value in members.items() if getattr(value, "__module__", None) == own]
        self.defined = tuple(names[:MAX_NAMES])


def describe(error: BaseException, files: Collection[str]) -> Failure:
    """The failure that the judge gets for an exception. `files` are the names of the student's own files. Never raises."""
    kind = type(error)
    return Failure(
        _text(lambda: kind.__name__, 200),
        _text(lambda: _message(error), MAX_MESSAGE, "(its message cannot be shown)"),
        _frames(error, files),
        not_written=issubclass(kind, NotImplementedError),
        defined=error.defined if isinstance(error, NotDefined) else (),
        missing=_text(lambda: getattr(error, "name", ""), 200) if issubclass(kind, ModuleNotFoundError) else "",
    )


def _text(make: Callable[[], object], limit: int, otherwise: str = "") -> str:
    """The text that `make` returns, as a plain string of at most `limit` characters; `otherwise` if that fails.

    Attributes and methods of an exception may be student code: they may raise, or return any object.
    """
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
    except Exception:  # student code can break a traceback; the report does without its frames then
        return ()
    return tuple(frames[-MAX_FRAMES:])
