"""Read mistakes.toml: the named mistakes of a topic, as edits of its solution."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

from ..values.errors import TopicError
from ..values.finding import GENERIC
from ..values.parsed import Parsed


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A named wrong variant of the solution.

    `check` is the check that it must fail. `hint` is the sentence for students who make this mistake. `edits` are pairs of
    a text in the solution and its replacement.
    """

    id: str
    part: str
    check: str
    hint: str
    edits: tuple[tuple[str, str], ...]


def read_mistakes(path: Path) -> tuple[Mistake, ...]:
    """The mistakes in a file, in the file's order. Raises TopicError."""
    try:
        entries = tomllib.loads(read_text(path)).get("mistake", [])
    except tomllib.TOMLDecodeError as error:
        raise TopicError(f"{path}: {error}") from None
    return tuple(_mistake(entry, path) for entry in entries)


def _mistake(entry: dict[str, Parsed], path: Path) -> Mistake:
    try:
        find, replace = entry["find"], entry["replace"]
        finds, replaces = ([find], [replace]) if isinstance(find, str) else (find, replace)
        edits = tuple(zip(finds, replaces, strict=True))
        mistake = Mistake(entry["id"], entry["part"], entry["check"], entry["hint"].strip(), edits)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TopicError(f"{path}: mistake {entry.get('id', '?')}: {type(error).__name__} {error}") from None
    if mistake.id.startswith(GENERIC):  # in JSON of schema 1 this prefix marks the generic causes
        raise TopicError(f"{path}: mistake {mistake.id}: an id does not begin with {GENERIC!r}")
    return mistake


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises TopicError if the file is missing or cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TopicError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{path} cannot be read: {error}") from None
