"""Where a command finds topics, their solutions and the course file."""

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
    """The folders and the course file that were named; what was not is looked for."""

    exercises: Path | None = None
    solutions: Path | None = None
    course: Path | None = None

    def topics(self, wanted: tuple[str, ...], *, secret: bool, course: Course | None = None) -> list[Topic]:
        """The topics asked for, or those of the course; with their solutions if what is `secret` is needed."""
        folder = self.public()
        course = self.changes() if course is None else course
        hidden = self.secret() if secret else None
        all_names = catalog.names(folder)
        if secret:  # students may have some of the topics only
            course.refuse_unknown(all_names)
        listed = tuple(name for name in course.topics if name in all_names)
        known = listed or tuple(name for name in all_names if hidden is None or (hidden / name).is_dir())
        return [catalog.find_topic(name, folder, hidden, course) for name in wanted or known]

    def changes(self) -> Course:
        """What the course file says."""
        return find_course(self.course, self.public())

    def public(self) -> Path:
        """The folder of topics."""
        if self.exercises is not None and not self.exercises.is_dir():
            raise UsageError(f"there is no folder {self.exercises}: name the folder of topics with --exercises")
        return self.exercises.resolve() if self.exercises is not None else catalog.find_exercises(Path.cwd())

    def secret(self) -> Path:
        """The folder of solutions."""
        folder = (self.solutions or self.public().parent / "solutions").resolve()
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}: name the folder of solutions with --solutions")
        return folder
