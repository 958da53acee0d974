"""Store the points of each part in the workspace.

The points of a part are the sum over its checks. Loading the checks imports NumPy, and `grader` must start without NumPy. So
the sums are stored in a file, and later commands read the file.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..course import course as courses
from ..topics import catalog
from ..topics.topic import Topic
from ..values.parts import CHECK_FILES
from .folder import Workspace


def points_of_parts(workspace: Workspace) -> dict[str, dict[str, float]]:
    """Return the maximum of points by topic and part.

    The stored points are used until a file of checks or the course file changes. Then the checks are loaded once.
    """
    cache = workspace.state / "points.json"
    names = catalog.names(workspace.exercises)
    state = [[str(path), path.stat().st_mtime_ns] for path in _sources(workspace, names) if path.exists()]
    try:
        content = json.loads(cache.read_text(encoding="utf-8"))
        if content["state"] == state:
            return dict(content["points"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    course = courses.find(None, workspace.exercises)
    points: dict[str, dict[str, float]] = {}
    for name in names:
        topic = Topic(name, workspace.exercises / name, None, course)
        points[name] = {part: sum(check.points for check in topic.checks_of(part)) for part in topic.parts}
    try:
        cache.parent.mkdir(exist_ok=True)
        cache.write_text(json.dumps({"state": state, "points": points}), encoding="utf-8")
    except OSError:
        pass  # the folder is read-only: the points are computed again the next time
    return points


def _sources(workspace: Workspace, names: list[str]) -> list[Path]:
    """Return the paths of the files on which the points depend."""
    files = [workspace.exercises / name / file for name in names for file in CHECK_FILES]
    return [workspace.root / courses.FILE, *files]
