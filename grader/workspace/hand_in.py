"""`grader submit`: write one zip to hand in, with the student's own files and a manifest. Nothing else is in it."""

from __future__ import annotations

import contextlib
import json
import platform
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from .. import __version__
from ..sandbox.spawn import library_versions
from ..show.terminal.console import note, out
from ..topics import catalog
from ..values.errors import GraderError, UsageError
from ..values.parts import OWN_FILES
from ..values.text import plural, points
from .folder import Workspace, todo
from .history import now, sha
from .progress import PartProgress, all_parts, course_order

MANIFEST = "manifest.json"
_TIME = (
    2000,
    1,
    1,
    0,
    0,
    0,
)  # of all files in the zip, so that the same work gives the same bytes except in the manifest


def make(workspace: Workspace, topics: tuple[str, ...], path: Path) -> None:
    """Write the zip to `path` and print its content. Parts in which nothing is written yet are left out.

    Raises UsageError if nothing is written in any part of the topics.
    """
    names = course_order(workspace.exercises, topics)
    used = {name for topic in names for name in _used(workspace, topic)}
    parts = [part for part in all_parts(workspace) if part.topic in names or part.topic in used]
    written = [part for part in parts if part.file.exists() and not _is_skeleton(workspace, part)]
    if not written:
        raise UsageError("there is nothing to hand in: no function of these topics is written yet")
    files = dict(_files(written))
    manifest = {
        "schema": 1,
        "made": now(),
        "versions": _versions(),
        "parts": [_manifest_entry(part) for part in written],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1) + "\n")
    for part in written:
        out.print(Text(_summary(part)), soft_wrap=True)
    size = f"{path.stat().st_size / 1024:.0f} KB"
    out.print(Text(f"{path}: {plural(len(files), 'file')} and {MANIFEST}, {size}"), soft_wrap=True)
    if left_out := [part.file.name for part in parts if part not in written]:
        note(f"left out, since nothing in them is written yet: {', '.join(left_out)}")


def _used(workspace: Workspace, topic: str) -> tuple[str, ...]:
    """Return the topics on which a topic builds, directly or not. Damaged files of a topic keep nobody from handing in."""
    with contextlib.suppress(GraderError):
        return tuple(used.name for used in catalog.find_topic(topic, workspace.exercises, None).all_used)
    return ()


def _is_skeleton(workspace: Workspace, part: PartProgress) -> bool:
    """Return True if the file of a part is still the skeleton, byte for byte."""
    skeleton = workspace.skeleton(part.topic, part.part)
    return skeleton is not None and skeleton.read_bytes() == part.file.read_bytes()


def _summary(part: PartProgress) -> str:
    """Return a line about a part: its score if it was checked since the last change, and a function that is not written."""
    checked = (
        f"{points(part.run.score)}/{points(part.points)}" if part.run and part.current else "not checked as it is now"
    )
    unwritten = f"; {first.name} is not written yet" if (first := todo(part.file)) else ""
    return f"{part.topic}/{part.file.name}: {checked}{unwritten}"


def _files(parts: list[PartProgress]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of the parts' files, and of other Python files that the student put beside them."""
    for part in parts:
        yield f"{part.topic}/{part.file.name}", part.file.read_bytes()
    for folder in dict.fromkeys(part.file.parent for part in parts):
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith((*OWN_FILES, f"{folder.name}_")):
                yield f"{folder.name}/{path.name}", path.read_bytes()


def _manifest_entry(part: PartProgress) -> dict[str, object]:
    """Return the entry of a part in the manifest, with its score if the file was checked as it is now."""
    entry: dict[str, object] = {"topic": part.topic, "part": part.part, "file": f"{part.topic}/{part.file.name}"}
    entry["sha256"] = sha(part.file.read_bytes())
    if part.run and part.current:
        entry["checked"] = {"score": part.run.score, "max_score": part.run.max_score, "time": part.run.time}
    return entry


def _versions() -> dict[str, str]:
    grader = {"grader": __version__, "python": platform.python_version(), "platform": platform.system()}
    return grader | library_versions()
