"""Staged hints: the idea, the formula, the shape of the code, one at a time; never the solution. What was shown is noted.

They stand in exercises/<topic>/hints.toml, for one check or for several that are about the same:

    [[hint]]
    checks = ["normalizes_each_column", "scales_and_shifts_each_column"]
    idea = "…"
    formula = "…"
    shape = "…"
"""

from __future__ import annotations

import dataclasses
import tomllib

from ..values.errors import TopicError
from ..values.parsed import Parsed
from .topic import Topic

FILE = "hints.toml"
STAGES = ("idea", "formula", "shape")
TITLES = {"idea": "The idea", "formula": "The formula", "shape": "The shape of the code"}


@dataclasses.dataclass(frozen=True)
class Hints:
    """What can be revealed about one check, in the order of STAGES."""

    idea: str
    formula: str
    shape: str

    def upto(self, stage: int) -> list[str]:
        """The first `stage` of them, each with its title."""
        return [f"{TITLES[name]}: {getattr(self, name)}" for name in STAGES[:stage]]


def load(topic: Topic) -> dict[str, Hints]:
    """The hints of a topic by check; none where it has no file. Raises TopicError for one that cannot be read."""
    path = topic.folder / FILE
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("hint", [])
        found = [(name, _hints(entry)) for entry in entries for name in entry["checks"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise TopicError(f"{path}: {type(error).__name__} {error}") from None
    if len(dict(found)) < len(found):
        raise TopicError(f"{path}: a check has hints twice")
    return dict(found)


def _hints(entry: dict[str, Parsed]) -> Hints:
    return Hints(*(entry[stage].strip() for stage in STAGES))
