"""Find topics by the names of their folders, in the order of a course. topic_file.py explains the order."""

from __future__ import annotations

from pathlib import Path

from ..course.course import UNCHANGED, Course
from ..values.errors import UsageError
from ..values.text import nearest
from . import topic_file
from .topic import Topic


def find_exercises(start: Path) -> Path:
    """Return the nearest folder `exercises` at or above `start`. Raises UsageError if there is none."""
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
    """Return the names of the topics in a folder, by their order and then by name. Raises TopicError for a wrong topic.toml."""
    return sorted(
        (path.parent.name for path in exercises.glob("*/checks.py")), key=lambda n: (topic_file.order(exercises / n), n)
    )


def find_topic(name: str, exercises: Path, solutions: Path | None, course: Course = UNCHANGED) -> Topic:
    """Return the topic with this name. Raises UsageError for an unknown name and suggests the most similar one."""
    if name not in (topics := names(exercises)):
        listed = ", ".join(topics) or "none"
        raise UsageError(f"there is no topic {name!r} in {exercises} (topics: {listed}){nearest(name, topics)}")
    if solutions is not None and not (solutions / name).is_dir():
        raise UsageError(
            f"there is no solution of {name} in {solutions}: name the folder of solutions with --solutions"
        )
    return Topic(name, exercises / name, solutions / name if solutions else None, course)
