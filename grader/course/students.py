"""The students of a class and their grades: one entry for each student, from the submission that counts."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from ..values.report import Report


@dataclasses.dataclass(frozen=True)
class Student:
    """A student. Platforms and rosters distinguish students by `id`. The name and the e-mail address may be unknown."""

    id: str
    name: str = ""
    email: str = ""

    @property
    def shown(self) -> str:
        """The name to show: the student's name if it is known, otherwise the id."""
        return self.name or self.id


@dataclasses.dataclass(frozen=True)
class Entry:
    """The grade of one student: the submission that counts, its reports, and its lateness."""

    student: Student
    submission: str = ""  # the name of the submission that counts; "" if the student handed in nothing
    reports: tuple[Report, ...] = ()  # one for each topic, in the course's order
    handed_in: datetime.datetime | None = None  # None if the platform gives no time
    attempts: int = 1  # the number of attempts that this student handed in
    late_days: int = 0
    factor: float = 1.0  # the fraction of the score that the course's late rules leave
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the files of the submission: path to text
    # Topics without a grade, because their submission is no longer among those of the class.
    withdrawn: tuple[str, ...] = ()
    possible: float = 0.0  # the points of all topics of the run
    signs: tuple[str, ...] = ()  # for a person to look at; never part of the score, never shown to students

    @property
    def score(self) -> float:
        """The points in all topics, after lateness."""
        return sum(report.score for report in self.reports) * self.factor

    @property
    def max_score(self) -> float:
        """The points of all topics of the run, also of a topic in which the student handed in nothing."""
        return max(self.possible, sum(report.max_score for report in self.reports))
