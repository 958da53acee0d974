"""What a command asks of any export, turned into a bundle."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path
from typing import Any

from ..classes.secret import read_secret
from ..show.terminal.console import note
from ..show.terminal.parts import runnable
from ..topics.locate import Where
from ..values.errors import UsageError
from ..values.parts import PARTS, TORCH, libraries_of
from .bundle import Files, collect
from .settings import Settings


@dataclasses.dataclass(frozen=True)
class Request:
    """The options that all exports have, under their own names; what was not given is found or drawn."""

    topics: tuple[str, ...]
    secret_file: Path | None = None
    reveal: str | None = None
    minutes: float = 10
    isolation: str = "best"
    wheels: Path | None = None
    torch_index: str = ""
    parts: tuple[str, ...] = ()
    exercises: Path | None = None
    solutions: Path | None = None
    course: Path | None = None

    def bundle(self, **platform: Any) -> Files:
        """The bundle; `platform` are the fields of Settings that one platform alone has."""
        found = Where(self.exercises, self.solutions, self.course).topics(self.topics, secret=True)
        wanted = runnable(self.parts)
        parts = tuple(part for part in PARTS if part in wanted and any(part in topic.parts for topic in found))
        if not parts:
            raise UsageError("there is nothing to grade in these topics: name others, or another --part")
        for topic in found:
            _ = topic.checks  # a topic that does not load is found out here rather than there
        settings = Settings(
            topics=tuple(topic.name for topic in found),
            parts=parts,
            isolation=self.isolation,
            reveal=self.reveal or found[0].course.feedback,
            seconds=60 * self.minutes,
            **platform,
        )
        if TORCH in libraries_of(parts) and not (self.torch_index or self.wheels):
            note(
                "torch will come with its gigabytes for GPUs: give the index of its builds for the CPU, which PyTorch's "
                "installation page names, with --torch-index"
            )
        return collect(found, settings, self._secret(), self.wheels, self.torch_index)

    def _secret(self) -> bytes:
        if self.secret_file is not None:
            return read_secret(self.secret_file)
        note("a secret was drawn for this file alone; to grade alike elsewhere, or again, give one with --secret-file")
        return secrets.token_hex(32).encode()
