"""Read the list of submitters in Gradescope's export, submission_metadata.yml. Its YAML gives only text, never objects."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

from ...values.errors import UsageError
from ...values.files import read_regular
from ...values.parsed import Parsed

METADATA = "submission_metadata.yml"
FOLDER = re.compile(r"submission_\d+")  # the folder of a submission, which Gradescope names
_LARGEST = 256 << 20  # bytes; the file also contains the output of the tests


@dataclasses.dataclass(frozen=True)
class Submitter:
    """A student in the group that handed in a submission. A field that the export leaves out is empty."""

    sid: str = ""
    name: str = ""
    email: str = ""

    @property
    def id(self) -> str:
        """The best identifier in the export: the student ID, else the e-mail address, else the name."""
        return self.sid or self.email or self.name


Submission = tuple[tuple[Submitter, ...], datetime.datetime | None]


def read(path: Path) -> dict[str, Submission]:
    """Return the submitters and the time of each submission, by the name of its folder.

    Raises UsageError if the file cannot be read or does not have Gradescope's form.
    """
    content = _load(path)
    try:
        return {
            str(folder): (
                tuple(
                    Submitter(*(_text(person.get(key)) for key in (":sid", ":name", ":email")))
                    for person in entry.get(":submitters") or ()
                ),
                _time(_text(entry.get(":created_at"))),
            )
            for folder, entry in content.items()
        }
    except (AttributeError, TypeError):
        raise UsageError(f"{path} does not list submitters as Gradescope does: export the submissions again") from None


def _load(path: Path) -> Parsed:
    try:
        import yaml  # type: ignore[import-untyped]
    except ImportError:
        raise UsageError(f"{path.name} needs PyYAML to be read: pip install 'chainrule[gradescope]'") from None
    # Everything stays text. Otherwise YAML would change an id such as 0123, and would read a name such as No as false.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        content = read_regular(path, _LARGEST + 1)
        if len(content) > _LARGEST:
            raise UsageError(f"{path} is larger than {_LARGEST >> 20} MB: export the submissions again")
        return yaml.load(content.decode("utf-8"), Loader=loader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"{path} cannot be read ({reason}): export the submissions again") from None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and value not in ("~", "null") else ""


def _time(text: str) -> datetime.datetime | None:
    """Parse a time such as `2026-11-02 22:59:07.938335000 Z`, which is Ruby's format; None if the text is not a time."""
    try:
        when = datetime.datetime.fromisoformat(re.sub(r"\s+(?=Z$|[+-]\d)", "", text))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)
