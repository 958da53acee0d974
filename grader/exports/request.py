"""Turn the options of an export command into a bundle."""

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
    """The options that all exports share. Each field has the name of its option.

    Folders that are not given are searched for, and without a secret file a secret is drawn.
    """

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
        """Return the bundle. `platform` are the fields of Settings that only one platform has.

        Raises UsageError if no part can be graded in the topics.
        """
        topics = Where(self.exercises, self.solutions, self.course).topics(self.topics, secret=True)
        can_run = runnable(self.parts)
        parts = tuple(part for part in PARTS if part in can_run and any(part in topic.parts for topic in topics))
        if not parts:
            raise UsageError("there is nothing to grade in these topics: name other topics or another --part")
        for topic in topics:
            _ = topic.checks  # loads them, so that an error is raised here and not on the platform
            for remark in topic.outdated:
                note(remark)
        names = tuple(topic.name for topic in topics)
        used = dict.fromkeys(used.name for topic in topics for used in topic.all_used if used.name not in names)
        settings = Settings(
            topics=names,
            used=tuple(used),
            parts=parts,
            isolation=self.isolation,
            reveal=self.reveal or topics[0].course.feedback,
            seconds=60 * self.minutes,
            **platform,
        )
        if TORCH in libraries_of(parts) and not (self.torch_index or self.wheels):
            note(
                "the platform will install torch with gigabytes for GPUs: to install its build for the CPU, give the index "
                "that PyTorch's installation page names with --torch-index"
            )
        return collect(topics, settings, self._secret(), self.wheels, self.torch_index)

    def _secret(self) -> bytes:
        """Return the secret in the file, or a new secret without a file."""
        if self.secret_file is not None:
            return read_secret(self.secret_file)
        note("a new secret was drawn for this export: to get the same inputs in another export, use --secret-file")
        return secrets.token_hex(32).encode()
