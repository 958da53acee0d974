"""Make one entry for each student of a run, from the attempt that counts by the course's rules."""

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
    """Return an entry for each student on the roster and each student who handed in, sorted by name.

    An attempt without a report cannot count.
    """
    facts = run.facts()
    topics: Sequence[str] = facts["topics"]
    reports = run.reports()
    students = {id_: Student(id_, name, email) for id_, name, email in facts.get("roster", ())}
    attempts: dict[str, list[Submission]] = {}
    for submission in run.submissions():
        students.setdefault(submission.student.id, submission.student)
        attempts.setdefault(submission.student.id, []).append(submission)
    unsorted = [_entry(student, attempts.get(student.id, []), reports, topics, rules) for student in students.values()]
    return sorted(unsorted, key=lambda entry: (entry.student.shown.casefold(), entry.student.id))


def course_of(run: Run, named: Path | None) -> Course:
    """Read the course from the file `named`, or else from the file with which the run was graded, as it is now."""
    file = named or Path(run.facts()["course"])
    return course.read(file) if named or file.is_file() else course.UNCHANGED


def _entry(
    student: Student,
    attempts: Sequence[Submission],
    reports: Mapping[str, Mapping[str, Report]],
    topics: Sequence[str],
    rules: LateRules,
) -> Entry:
    judged = [attempt for attempt in attempts if attempt.name in reports]
    candidates = []
    for attempt in rules.to_grade(student, judged, topics):
        by_topic = reports[attempt.name]
        own = tuple(by_topic[topic] for topic in topics if topic in by_topic)
        texts = {path: data.decode("utf-8", "replace") for path, data in attempt.files.items()}
        entry = Entry(student, attempt.name, own, attempt.when, attempts=len(attempts), sources=texts)
        candidates.append(rules.applied(entry))
    return best(candidates) if candidates else Entry(student, attempts=len(attempts))
