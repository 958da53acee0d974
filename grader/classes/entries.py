"""Make one entry for each student of a run, from the attempts that count by the course's rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..course import course
from ..course.course import Course
from ..course.late import LateRules, best
from ..course.students import Entry, Student
from ..values.report import Report
from .store import Run, Submission

Reports = Mapping[str, Mapping[str, Report]]  # by submission and topic


@dataclasses.dataclass(frozen=True)
class _Set:
    """Topics that were handed in together, and the attempts of each student, by id."""

    topics: tuple[str, ...]
    attempts: Mapping[str, Sequence[Submission]]


def entries(run: Run, rules: LateRules) -> list[Entry]:
    """Return an entry for each student on the roster and each student who handed in, sorted by name.

    An attempt without a report cannot count. For topics that were handed in together one attempt counts. A student whose
    attempts are all gone has an entry without a report.
    """
    facts = run.facts()
    topics: Sequence[str] = facts["topics"]
    reports = run.reports()
    students = {id_: Student(id_, name, email) for id_, name, email in facts.get("roster", ())}
    sets = _sets(run, topics)
    gone: dict[str, set[str]] = {}  # by student: topics in which an attempt is gone
    for topic in topics:
        for submission in run.submissions(topic, gone=True):
            gone.setdefault(submission.student.id, set()).add(topic)
            students.setdefault(submission.student.id, submission.student)
    for one_set in sets:
        for own in one_set.attempts.values():
            students.setdefault(own[0].student.id, own[0].student)
    possible = dict.fromkeys(topics, 0.0)
    for report in (report for by_topic in reports.values() for report in by_topic.values() if report.topic in possible):
        possible[report.topic] = max(possible[report.topic], report.max_score)
    made = []
    for student in students.values():
        entry = _joined([_entry(student, one_set, reports, rules) for one_set in sets], topics)
        missing = gone.get(student.id, set()) - {report.topic for report in entry.reports}
        withdrawn = tuple(topic for topic in topics if topic in missing)
        made.append(dataclasses.replace(entry, withdrawn=withdrawn, possible=sum(possible.values())))
    return sorted(made, key=lambda entry: (entry.student.shown.casefold(), entry.student.id))


def course_of(run: Run, named: Path | None) -> Course:
    """Read the course from the file `named`, or else from the file with which the run was graded, as it is now."""
    file = named or Path(run.facts()["course"])
    return course.read(file) if named or file.is_file() else course.UNCHANGED


def _sets(run: Run, topics: Sequence[str]) -> list[_Set]:
    """Return the sets of submissions. Topics with the same submissions have one set."""
    shas = run.shas()
    alike: dict[frozenset[tuple[str, str]], list[str]] = {}
    for topic in topics:
        own = frozenset((name, sha) for (name, of), sha in shas.items() if of == topic)
        alike.setdefault(own, []).append(topic)
    sets = []
    for together in alike.values():
        attempts: dict[str, list[Submission]] = {}
        for submission in run.submissions(together[0]):
            attempts.setdefault(submission.student.id, []).append(submission)
        sets.append(_Set(tuple(together), attempts))
    return sets or [_Set((), {})]


def _entry(student: Student, one_set: _Set, reports: Reports, rules: LateRules) -> Entry:
    """Return a student's entry in one set, from the attempt that counts."""
    attempts = one_set.attempts.get(student.id, ())
    judged = [
        attempt for attempt in attempts if any(topic in reports.get(attempt.name, ()) for topic in one_set.topics)
    ]
    candidates = []
    for attempt in rules.to_grade(student, judged, one_set.topics):
        by_topic = reports[attempt.name]
        own = tuple(by_topic[topic] for topic in one_set.topics if topic in by_topic)
        texts = {path: data.decode("utf-8", "replace") for path, data in attempt.files.items()}
        entry = Entry(student, attempt.name, own, attempt.when, attempts=len(attempts), sources=texts)
        candidates.append(rules.applied(entry))
    return best(candidates) if candidates else Entry(student, attempts=len(attempts))


def _joined(parts: Sequence[Entry], topics: Sequence[str]) -> Entry:
    """Return one entry for a student from the entries in each set. The factor leaves the sum of the late scores as it is."""
    counting = [part for part in parts if part.reports]
    if len(counting) < 2:
        return counting[0] if counting else max(parts, key=lambda part: part.attempts)
    reports = sorted((report for part in counting for report in part.reports), key=lambda r: topics.index(r.topic))
    total = sum(report.score for report in reports)
    factors = [part.factor for part in counting]
    factor = factors[0] if len(set(factors)) == 1 else sum(part.score for part in counting) / total if total else 1.0
    times = [part.handed_in for part in counting if part.handed_in]
    sources: dict[str, str] = {}
    for part in counting:
        for path, text in part.sources.items():
            known = sources.setdefault(path, text)
            if known != text:  # two topics have a file of this name
                sources[f"{part.reports[0].topic}/{path}"] = text
    return dataclasses.replace(
        counting[0],
        submission=" and ".join(dict.fromkeys(part.submission for part in counting)),
        reports=tuple(reports),
        handed_in=max(times, default=None),
        attempts=max(part.attempts for part in parts),
        late_days=max(part.late_days for part in counting),
        factor=factor,
        sources=sources,
    )
