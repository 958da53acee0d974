"""Parse the names in a download: the student, the original file name, the time, and the mark for lateness.

Only names are read here, no files.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from pathlib import Path

# Moodle, mod/assign/classes/downloader.php: Moodle replaces `_` in a full name by a space. So the first match is the text
# that Moodle wrote, whatever name the student gave to the file after it. Older versions end a folder's name in `_`. The
# default group has no number.
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
# Canvas, lib/content_zipper.rb: name, LATE, user, attachment, name of the file. Anonymous grading leaves out the name. Canvas
# removes numbers between `_` from people's names, so the first match is again the text that the platform wrote.
_CANVAS = re.compile(
    r"(?:(?P<name>\w*?)_)??(?P<late>LATE_)?(?:anon_(?P<anonymous>[^\W_]+)|(?P<id>\d+))_(?P<attachment>\d{1,18})_(?P<file>.+)",
    re.DOTALL,
)
# Canvas appends a number to a file if an earlier file has the same name. From the eighth file on it appends a UUID.
_VERSION = re.compile(r"-(?:\d{1,2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\.\w+$)")
# NAME_2026-11-02T23-10, optionally with seconds and a zone. No platform writes such names; they are for a course's own scripts.
_TIMED = re.compile(
    r"(?P<student>.+)_(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d)-?(?P<minute>\d\d)(?:-?(?P<second>\d\d))?(?P<zone>Z|[+-]\d{4})?",
    re.DOTALL,
)


@dataclasses.dataclass(frozen=True)
class ParsedName:
    """The parts of a name in a download. They are unescaped: pass them through `visible` before they are shown."""

    student: str  # the platform's identifier of the student
    file: str  # the name of the file when it was handed in
    name: str = ""
    late: bool = False
    order: int = 0  # Canvas numbers uploads


def moodle(name: str) -> ParsedName | None:
    """Parse the name of a folder or file in Moodle's download; None for a name of another form."""
    match = _MOODLE.fullmatch(name)
    return match and ParsedName(match["id"] or match["name"], match["file"] or match["kind"], match["name"].strip())


def canvas(name: str) -> ParsedName | None:
    """Parse the name of a file in Canvas's download; None for a name of another form."""
    match = _CANVAS.fullmatch(name)
    if not match:
        return None
    student = match["id"] or match["anonymous"]
    return ParsedName(student, match["file"], match["name"] or "", bool(match["late"]), int(match["attachment"]))


def timed(name: str) -> tuple[str, datetime.datetime | None]:
    """Split a name that ends in a time into the student and the time. Without a zone, the machine's time zone applies.

    The time is None for a name of another form.
    """
    match = _TIMED.fullmatch(name)
    if not match:
        return name, None
    time = f"{match['day']}T{match['hour']}:{match['minute']}:{match['second'] or '00'}{match['zone'] or ''}"
    try:
        return match["student"], datetime.datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError):  # a date such as the 31st of November, or a year before time zones existed
        return name, None


def original_names(files: Iterable[tuple[Path, ParsedName]]) -> dict[Path, str]:
    """Return the name that one student gave to each file, without the text that Canvas appended.

    If several files have the same name, the newest one gets it, and the others get longer names.
    """
    names: dict[Path, str] = {}
    for path, parsed in sorted(files, key=lambda file: -file[1].order):
        original = _VERSION.sub("", parsed.file) if parsed.order else parsed.file
        numbered = f"{Path(parsed.file).stem}-{parsed.order}{Path(parsed.file).suffix}"
        candidates = (original, parsed.file, numbered, path.name)
        names[path] = next(name for name in candidates if name not in names.values())
    return names
