"""The settings with which a platform grades. They are chosen for a bundle and read again on the platform."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from ..values.errors import UsageError

FILE = "settings.json"


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings of a bundle. All of them are plain data."""

    topics: tuple[str, ...]
    parts: tuple[str, ...]
    isolation: str = "best"  # a level of isolation.LEVELS; grading never runs if it cannot hide the solutions
    reveal: str = "hint"  # how much students learn about checks that do not pass: a level of values/reveal.py
    seconds: float = 600.0  # the platform's time limit for a submission
    visibility: str = "after_published"  # Gradescope: when students see hidden checks
    leaderboard: bool = False  # Gradescope: True shows the scores to everybody
    used: tuple[str, ...] = ()  # the other topics on which these build: students may hand in their files of them too

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Each topic with the name of a file that students may hand in. The files of the graded topics come first."""
        return tuple((topic, f"{topic}_{part}.py") for topic in (*self.topics, *self.used) for part in self.parts)

    def as_json(self) -> str:
        """Return the text of settings.json."""
        return json.dumps(dataclasses.asdict(self), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Settings:
        """Read the text of settings.json. Raises ValueError, KeyError or TypeError if it is not valid."""
        values = json.loads(text)
        return cls(**(values | {name: tuple(values[name]) for name in ("topics", "parts", "used")}))

    @classmethod
    def read(cls, folder: Path) -> Settings:
        """Read the settings in a bundle's folder. Raises UsageError if they cannot be read."""
        try:
            return cls.from_json((folder / FILE).read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{folder / FILE} cannot be read ({error}): export the course again") from None
