"""Find the topics, their solutions and the course file for a command."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..course.course import Course
from ..course.course import find as find_course
from ..values.errors import UsageError
from . import catalog
from .topic import Topic


@dataclasses.dataclass(frozen=True)
class Where:
    """The folders and the course file that the command line names. A path that is None is searched for."""

    exercises: Path | None = None
    solutions: Path | None = None
    course: Path | None = None

    def topics(self, wanted: tuple[str, ...], *, secret: bool, course: Course | None = None) -> list[Topic]:
        """Return the topics with the names in `wanted`; if it is empty, the topics of the course.

        With `secret`, the topics have their solutions. `course` replaces the course file.
        """
        folder = self.public()
        course = self.changes() if course is None else course
        hidden = self.secret() if secret else None
        all_names = catalog.names(folder)
        if secret:  # students may have only some of the topics
            course.refuse_unknown(all_names)
        of_course = tuple(name for name in course.topics if name in all_names)
        default = of_course or tuple(name for name in all_names if hidden is None or (hidden / name).is_dir())
        return [catalog.find_topic(name, folder, hidden, course) for name in wanted or default]

    def changes(self) -> Course:
        """Read the course from its file."""
        return find_course(self.course, self.public())

    def public(self) -> Path:
        """Return the folder of topics. Raises UsageError if it does not exist."""
        if self.exercises is not None and not self.exercises.is_dir():
            raise UsageError(f"there is no folder {self.exercises}: name the folder of topics with --exercises")
        return self.exercises.resolve() if self.exercises is not None else catalog.find_exercises(Path.cwd())

    def secret(self) -> Path:
        """Return the folder of solutions. Raises UsageError if it does not exist."""
        folder = (self.solutions or self.public().parent / "solutions").resolve()
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}: name the folder of solutions with --solutions")
        return folder
