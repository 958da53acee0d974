"""How a platform is to grade: chosen when a bundle is made, read again where it grades."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from ..values.errors import UsageError

FILE = "settings.json"


@dataclasses.dataclass(frozen=True)
class Settings:
    """What a bundle says beside its topics. All of it is plain data."""

    topics: tuple[str, ...]
    parts: tuple[str, ...]
    isolation: str = "best"  # a level of isolation.LEVELS; solutions that cannot be hidden are never graded with
    reveal: str = "hint"  # how much students learn of what does not hold: a level of values/reveal.py
    seconds: float = 600.0  # that the platform gives a submission
    visibility: str = "after_published"  # Gradescope: when students see hidden checks
    leaderboard: bool = False  # Gradescope: whether scores are shown to everybody

    def as_json(self) -> str:
        """The text of settings.json."""
        return json.dumps(dataclasses.asdict(self), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Settings:
        """What `as_json` gave; raises ValueError, KeyError or TypeError where it is none."""
        said = json.loads(text)
        return cls(**(said | {name: tuple(said[name]) for name in ("topics", "parts")}))

    @classmethod
    def read(cls, folder: Path) -> Settings:
        """What a bundle's folder says; raises UsageError where it is none."""
        try:
            return cls.from_json((folder / FILE).read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{folder / FILE} cannot be read ({error}): export again") from None
