"""The class as a run knows it: an entry for each student, from the attempt that the course's rules choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..course import course
from ..course.course import Course
from ..course.late import LateRules, best
from ..course.students import Entry, Student
from ..values.report import Report
from .store import Run, Submission


def entries(run: Run, rules: LateRules) -> list[Entry]:
    """Everyone on the roster and everyone who handed in, by name. Attempts that were not judged cannot count."""
    facts = run.facts()
    topics: Sequence[str] = facts["topics"]
    reports = run.reports()
    students = {id_: Student(id_, name, email) for id_, name, email in facts.get("roster", ())}
    attempts: dict[str, list[Submission]] = {}
    for submission in run.submissions():
        students.setdefault(submission.student.id, submission.student)
        attempts.setdefault(submission.student.id, []).append(submission)
    made = [_entry(who, attempts.get(who.id, []), reports, topics, rules) for who in students.values()]
    return sorted(made, key=lambda entry: (entry.student.shown.casefold(), entry.student.id))


def course_of(run: Run, named: Path | None) -> Course:
    """The course in the file that was named, or in that which the run was graded with, as it is now."""
    file = named or Path(run.facts()["course"])
    return course.read(file) if named or file.is_file() else course.UNCHANGED


def _entry(
    student: Student,
    attempts: Sequence[Submission],
    reports: Mapping[str, Mapping[str, Report]],
    topics: Sequence[str],
    rules: LateRules,
) -> Entry:
    judged = [one for one in attempts if one.name in reports]
    made = []
    for one in rules.to_grade(student, judged, topics):
        mine = tuple(reports[one.name][topic] for topic in topics if topic in reports[one.name])
        texts = {path: data.decode("utf-8", "replace") for path, data in one.files.items()}
        entry = Entry(student, one.name, mine, one.when, attempts=len(attempts), sources=texts)
        made.append(rules.applied(entry))
    return best(made) if made else Entry(student, attempts=len(attempts))
