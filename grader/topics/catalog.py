"""Topics by the names of their folders."""

from __future__ import annotations

from pathlib import Path

from ..course.course import UNCHANGED, Course
from ..values.errors import UsageError
from ..values.text import nearest
from .topic import Topic


def find_exercises(start: Path) -> Path:
    """The nearest folder `exercises` at or above `start`."""
    for folder in (start, *start.parents):
        if folder.name == "exercises" and any(folder.glob("*/checks.py")):
            return folder
        if any(folder.glob("exercises/*/checks.py")):
            return folder / "exercises"
    raise UsageError(
        "there is no exercises/ here or above: go to your workspace, make one with `grader start FOLDER`, or name the "
        "folder of topics with --exercises"
    )


def names(exercises: Path) -> list[str]:
    """The topics in a folder, by name."""
    return sorted(path.parent.name for path in exercises.glob("*/checks.py"))


def find_topic(name: str, exercises: Path, solutions: Path | None, course: Course = UNCHANGED) -> Topic:
    """One topic by its name; an unknown name suggests the nearest."""
    if name not in (known := names(exercises)):
        listed = ", ".join(known) or "none"
        raise UsageError(f"there is no topic {name!r} in {exercises} (topics: {listed}){nearest(name, known)}")
    if solutions is not None and not (solutions / name).is_dir():
        raise UsageError(f"there is no solution of {name} in {solutions}: name the right folder with --solutions")
    return Topic(name, exercises / name, solutions / name if solutions else None, course)
