"""Read topic.toml, where a topic says its place in a course and the old names of its checks.

    order = 40                                           topics with a lower number come first, and a topic without it comes last

    [renamed]
    keeps_dtypes = ["keeps_float32"]                     the check has a new name
    normalizes = ["centers_columns", "scales_columns"]   the check was split; checks that were joined name the same new check

A course file may name a check by its old name. course/course.py gives the points of an old check to the new ones.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

from ..values.errors import TopicError
from ..values.parsed import Parsed
from ..values.text import nearest

FILE = "topic.toml"
_KEYS = ("order", "renamed")


def order(folder: Path) -> float:
    """Return the place of a topic in a course; infinity if the topic does not say it. Raises TopicError for a wrong file."""
    place = _content(folder).get("order", math.inf)
    if isinstance(place, bool) or not isinstance(place, int | float):
        raise TopicError(f"{folder / FILE}: `order` must be a number, such as 40")
    return place


def renamed(folder: Path, public: Collection[str], hidden: Collection[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """Return the names of today's checks by the old name; {} if the topic has no [renamed].

    `public` and `hidden` are the names of the topic's checks. Students have the table too, so it may not name a hidden check.
    Raises TopicError if an old name is still the name of a check, or if a new name is not the name of a public check.
    """
    path, table = folder / FILE, _content(folder).get("renamed", {})
    if not isinstance(table, dict):
        raise TopicError(f'{path}: write old names of checks in a table [renamed], as `old_name = ["new_name"]`')
    for old, new in table.items():
        if not isinstance(new, list) or not new or not all(isinstance(name, str) for name in new):
            raise TopicError(f'{path}: [renamed] {old} = {new!r}: write a list of names, as `{old} = ["new_name"]`')
        if len(set(new)) < len(new):
            raise TopicError(f"{path}: [renamed] {old} contains a name twice: remove one of the two")
        if old in public or old in hidden:
            raise TopicError(
                f"{path}: [renamed] {old} is still the name of a check: remove the entry or rename the check"
            )
        for name in new:
            if name in hidden:
                raise TopicError(
                    f"{path}: [renamed] {old} names {name}, which is hidden from students: name a public check"
                )
            if name not in public:
                raise TopicError(
                    f"{path}: [renamed] {old} names {name!r}, and there is no such public check{nearest(name, public)}. "
                    "Write the names of today, or remove the entry"
                )
    return {old: tuple(new) for old, new in table.items()}


def _content(folder: Path) -> dict[str, Parsed]:
    """Return the entries of the file; {} if there is none."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TopicError(f"{path} cannot be read: {error}") from None
    if unknown := sorted(content.keys() - set(_KEYS)):
        raise TopicError(
            f"{path}: unknown entry {unknown[0]!r}{nearest(unknown[0], _KEYS)}. The entries are `order` and [renamed]"
        )
    return content
