"""A class as it is graded: one entry for each student, from the submission of theirs that counts."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from ..values.report import Report


@dataclasses.dataclass(frozen=True)
class Student:
    """Someone in the class. `id` is what platforms and rosters tell students apart by; the rest may be unknown."""

    id: str
    name: str = ""
    email: str = ""

    @property
    def shown(self) -> str:
        """How to call them: by name where it is known."""
        return self.name or self.id


@dataclasses.dataclass(frozen=True)
class Entry:
    """One student's line: what was handed in, what it earned, and what lateness leaves of that."""

    student: Student
    submission: str = ""  # the name of the one that counts; "" where nothing was handed in
    reports: tuple[Report, ...] = ()  # one for each topic, in the course's order
    handed_in: datetime.datetime | None = None  # where the platform says
    attempts: int = 1  # how many this student handed in
    late_days: int = 0
    factor: float = 1.0  # of the score, after the course's late rules
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the files of the submission: path to text
    signs: tuple[str, ...] = ()  # for a person to look at; never part of the score, never shown to students

    @property
    def score(self) -> float:
        """Points over all topics, after lateness."""
        return sum(report.score for report in self.reports) * self.factor

    @property
    def max_score(self) -> float:
        return sum(report.max_score for report in self.reports)
