"""The list of submitters in Gradescope's export, submission_metadata.yml. Everything in it is taken as text, nothing is made."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

from ...values.errors import UsageError
from ...values.files import read_regular
from ...values.parsed import Parsed

METADATA = "submission_metadata.yml"
_LARGEST = 256 << 20  # bytes; it holds what the tests printed, too


@dataclasses.dataclass(frozen=True)
class Submitter:
    """Someone in a group; what the export leaves out is empty."""

    sid: str = ""
    name: str = ""
    email: str = ""

    @property
    def id(self) -> str:
        """What tells them apart, as far as the export says."""
        return self.sid or self.email or self.name


Submission = tuple[tuple[Submitter, ...], datetime.datetime | None]


def read(path: Path) -> dict[str, Submission]:
    """By the name of its folder, who handed a submission in, and when."""
    content = _load(path)
    try:
        return {
            str(folder): (
                tuple(
                    Submitter(*(_text(person.get(key)) for key in (":sid", ":name", ":email")))
                    for person in said.get(":submitters") or ()
                ),
                _time(_text(said.get(":created_at"))),
            )
            for folder, said in content.items()
        }
    except (AttributeError, TypeError):
        raise UsageError(f"{path} does not list submitters as Gradescope does: export the submissions again") from None


def _load(path: Path) -> Parsed:
    try:
        import yaml  # type: ignore[import-untyped]
    except ImportError:
        raise UsageError(f"{path.name} is read with PyYAML: pip install 'chainrule[gradescope]'") from None
    # A number such as 0123 would be another one after reading, a name such as No no name: all stays text.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        content = read_regular(path, _LARGEST + 1)
        if len(content) > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST >> 20} MB: export the submissions again")
        return yaml.load(content.decode("utf-8"), Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"{path} cannot be read ({reason}): export the submissions again") from None


def _text(said: object) -> str:
    return said.strip() if isinstance(said, str) and said not in ("~", "null") else ""


def _time(said: str) -> datetime.datetime | None:
    """`2026-11-02 22:59:07.938335000 Z` as Ruby writes it; None for what is no time."""
    try:
        when = datetime.datetime.fromisoformat(re.sub(r"\s+(?=Z$|[+-]\d)", "", said))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)
