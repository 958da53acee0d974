"""Read the staged hints of a topic: the idea, the formula and the shape of the code. A hint never contains the solution.

Students see one stage at a time, and workspace/history.py records the stages that were shown. The hints stand in
exercises/<topic>/hints.toml. An entry belongs to one check, or to several checks of the same subject:

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
    """The hints for one check, in the order of STAGES."""

    idea: str
    formula: str
    shape: str

    def upto(self, stage: int) -> list[str]:
        """Return the first `stage` hints, each with its title."""
        return [f"{TITLES[name]}: {getattr(self, name)}" for name in STAGES[:stage]]


def load(topic: Topic) -> dict[str, Hints]:
    """Return the hints of a topic by check; {} if the topic has no file. Raises TopicError if the file cannot be read."""
    path = topic.folder / FILE
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("hint", [])
        pairs = [(name, _hints(entry)) for entry in entries for name in entry["checks"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise TopicError(f"{path}: {type(error).__name__} {error}") from None
    if len(dict(pairs)) < len(pairs):
        raise TopicError(f"{path}: a check has hints twice: name each check once")
    return dict(pairs)


def _hints(entry: dict[str, Parsed]) -> Hints:
    return Hints(*(entry[stage].strip() for stage in STAGES))
