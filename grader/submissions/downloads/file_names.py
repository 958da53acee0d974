"""What the names in a download say: whose a file is, how it was called, whether it was late. Names only, no files."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from pathlib import Path

# Moodle, mod/assign/classes/downloader.php: `_` in a full name becomes a blank there, so the first match is Moodle's own,
# whatever the student called the file behind it. Older versions end a folder's name in `_`; a default group has no number.
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
# Canvas, lib/content_zipper.rb: name, LATE, user, attachment, name of the file; no name in anonymous grading. Canvas takes
# numbers between `_` out of people's names, so here, too, the first match is its own.
_CANVAS = re.compile(
    r"(?:(?P<name>\w*?)_)??(?P<late>LATE_)?(?:anon_(?P<anonymous>[^\W_]+)|(?P<id>\d+))_(?P<attachment>\d{1,18})_(?P<file>.+)",
    re.DOTALL,
)
# Canvas tells a file from an earlier one of the same name by a number, from the eighth on by a UUID.
_AGAIN = re.compile(r"-(?:\d{1,2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\.\w+$)")
# NAME_2026-11-02T23-10, with seconds and a zone if need be: no platform's, for scripts of one's own.
_TIMED = re.compile(
    r"(?P<student>.+)_(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d)-?(?P<minute>\d\d)(?:-?(?P<second>\d\d))?(?P<zone>Z|[+-]\d{4})?",
    re.DOTALL,
)


@dataclasses.dataclass(frozen=True)
class Said:
    """What a name says; as it stands there, so nothing to show before it was made visible."""

    student: str  # what the platform tells students apart by
    file: str  # what it was called when it was handed in
    name: str = ""
    late: bool = False
    order: int = 0  # Canvas numbers uploads


def moodle(name: str) -> Said | None:
    """What a folder or file of Moodle's download says; None for another name."""
    match = _MOODLE.fullmatch(name)
    return match and Said(match["id"] or match["name"], match["file"] or match["kind"], match["name"].strip())


def canvas(name: str) -> Said | None:
    """What a file of Canvas's download says; None for another name."""
    match = _CANVAS.fullmatch(name)
    if not match:
        return None
    student = match["id"] or match["anonymous"]
    return Said(student, match["file"], match["name"] or "", bool(match["late"]), int(match["attachment"]))


def timed(name: str) -> tuple[str, datetime.datetime | None]:
    """The student and the time in a name that ends in one; without a zone it is the machine's."""
    match = _TIMED.fullmatch(name)
    if not match:
        return name, None
    time = f"{match['day']}T{match['hour']}:{match['minute']}:{match['second'] or '00'}{match['zone'] or ''}"
    try:
        return match["student"], datetime.datetime.fromisoformat(time).astimezone()
    except (ValueError, OverflowError):  # a 31st of November, a year before there were zones
        return name, None


def called(files: Iterable[tuple[Path, Said]]) -> dict[Path, str]:
    """What one student called each file: the newest of several of one name gets it, without what Canvas appended."""
    names: dict[Path, str] = {}
    for path, said in sorted(files, key=lambda file: -file[1].order):
        shorter = _AGAIN.sub("", said.file) if said.order else said.file
        numbered = f"{Path(said.file).stem}-{said.order}{Path(said.file).suffix}"
        wanted = (shorter, said.file, numbered, path.name)
        names[path] = next(name for name in wanted if name not in names.values())
    return names
