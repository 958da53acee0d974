"""One zip to hand in: the student's own files, a manifest, and nothing else."""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from .. import __version__
from ..sandbox.spawn import library_versions
from ..show.terminal.console import note, out
from ..values.errors import UsageError
from ..values.text import plural, points
from . import progress
from .folder import Workspace, todo
from .history import now, sha

MANIFEST = "manifest.json"
_SHIPPED = ("checks", "drivers_", "pictures")
_TIME = (2000, 1, 1, 0, 0, 0)  # in the zip: the same work gives the same bytes, but for the manifest's date


def make(workspace: Workspace, topics: tuple[str, ...], path: Path) -> None:
    """Write the zip and say what is in it."""
    found = [part for part in progress.parts(workspace) if part.topic in progress.order(workspace.exercises, topics)]
    written = [part for part in found if part.file.exists() and not _untouched(workspace, part)]
    if not written:
        raise UsageError("there is nothing to hand in: no function of these topics is written yet")
    files = dict(_files(written))
    manifest = {
        "schema": 1,
        "made": now(),
        "versions": _versions(),
        "parts": [_entry(workspace, part) for part in written],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1) + "\n")
    for part in written:
        checked = (
            f"{points(part.run.score)}/{points(part.points)}"
            if part.run and part.current
            else "not checked as it is now"
        )
        unwritten = f"; {left.name} is not written yet" if (left := todo(part.file)) else ""
        out.print(Text(f"{part.topic}/{part.file.name}: {checked}{unwritten}"), soft_wrap=True)
    out.print(
        Text(f"{path}: {plural(len(files), 'file')} and {MANIFEST}, {path.stat().st_size / 1024:.0f} KB"),
        soft_wrap=True,
    )
    left_out = [part for part in found if part not in written]
    if left_out:
        note("left out, since nothing in them is written yet: " + ", ".join(part.file.name for part in left_out))


def _untouched(workspace: Workspace, part: progress.Part) -> bool:
    skeleton = workspace.skeleton(part.topic, part.part)
    return skeleton is not None and skeleton.read_bytes() == part.file.read_bytes()


def _files(parts: list[progress.Part]) -> Iterator[tuple[str, bytes]]:
    """The parts, and the Python files that a student put beside them."""
    for part in parts:
        yield f"{part.topic}/{part.file.name}", part.file.read_bytes()
    for folder in dict.fromkeys(part.file.parent for part in parts):
        for path in sorted(folder.glob("*.py")):
            if not path.name.startswith((*_SHIPPED, f"{folder.name}_")):
                yield f"{folder.name}/{path.name}", path.read_bytes()


def _entry(workspace: Workspace, part: progress.Part) -> dict[str, object]:
    entry: dict[str, object] = {"topic": part.topic, "part": part.part, "file": f"{part.topic}/{part.file.name}"}
    entry["sha256"] = sha(part.file.read_bytes())
    if part.run and part.current:
        entry["checked"] = {"score": part.run.score, "max_score": part.run.max_score, "time": part.run.time}
    return entry


def _versions() -> dict[str, str]:
    ours = {"grader": __version__, "python": platform.python_version(), "platform": platform.system()}
    return ours | library_versions()
