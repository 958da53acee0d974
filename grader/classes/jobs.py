"""Grade a folder of submissions in parallel; one bad submission never stops the others."""

from __future__ import annotations

import dataclasses
import functools
import json
import pickle
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

from ..checks.seeds import Seeds
from ..course.course import UNCHANGED, Course
from ..course.students import Student
from ..judging.adapter import FindParts, adapted
from ..judging.judge import Judge
from ..judging.reference.sources import LiveSource
from ..sandbox.isolation import LEVELS
from ..submissions import intake
from ..submissions.downloads import layouts
from ..submissions.downloads.layouts import Attempt
from ..submissions.intake import Handed
from ..topics.catalog import find_topic
from ..topics.topic import Topic
from ..values.errors import SubmissionError
from ..values.filenames import safe_name
from ..values.files import write_whole
from ..values.finding import Finding, Kind
from ..values.report import Report, Result, Status
from .pool import Start, local, work
from .store import Submission


@dataclasses.dataclass(frozen=True)
class Job:
    """What a judging process needs to know, once: data that can be sent to it."""

    exercises: Path
    solutions: Path
    topics: tuple[str, ...]
    secret: bytes
    per_student: bool
    parts: tuple[str, ...]
    device: str
    isolation: str  # a level of isolation.LEVELS
    course: Course = UNCHANGED
    adapter: Path | None = None  # a file between other courses' code and the exercises


@dataclasses.dataclass(frozen=True)
class Task:
    """A submission, and the topics in which it is to be judged now."""

    submission: Submission
    topics: tuple[str, ...]


def read(attempt: Attempt, student: Student | None = None) -> Submission:
    """An attempt as it was handed in; one that cannot be read says why, and is graded as such."""
    files: dict[str, bytes] = {}
    problem = ""
    try:
        files = layouts.read(attempt)
    except SubmissionError as error:
        problem = str(error)
    whose = student or Student(attempt.student)
    return Submission(attempt.label, whose, files, problem, attempt.when, attempt.number)


def grade(
    job: Job, tasks: Iterable[Task], start: Start, width: int
) -> Generator[tuple[Task, list[Report]], None, None]:
    """Each task with its reports, one a topic, as they are done; see workforce.work."""
    pickled = pickle.dumps(job)
    for task, done in work(start, width, functools.partial(_grade_one, pickled), tasks):
        if isinstance(done, BaseException):  # its process was lost, again and again
            _, judges = _prepared(pickled)
            yield task, [_broken(judges[topic][0], task.submission.name, done) for topic in task.topics]
        else:
            yield task, done


def grade_all(job: Job, attempts: Sequence[Attempt], jobs: int) -> Generator[list[Report], None, None]:
    """The reports on all attempts, in all of a job's topics, as they are done; nothing is kept."""
    tasks = (Task(read(attempt), job.topics) for attempt in attempts)
    for _, reports in grade(job, tasks, local(min(jobs, len(attempts))), 2 * jobs):
        yield reports


@functools.lru_cache(maxsize=1)
def _prepared(pickled: bytes) -> tuple[Job, dict[str, tuple[Judge, FindParts]]]:
    """The job and one judge a topic, made once in each judging process: solutions are loaded once for all submissions."""
    job: Job = pickle.loads(pickled)
    found = [find_topic(name, job.exercises, job.solutions, job.course) for name in job.topics]
    return job, {topic.name: judge_of(job, topic) for topic in found}


def judge_of(job: Job, topic: Topic) -> tuple[Judge, FindParts]:
    """The judge of one topic, and what finds its parts in a submission."""
    source = LiveSource(topic).itself
    judge = Judge(topic, source, Seeds(job.secret), job.device, job.parts, isolation=LEVELS[job.isolation])
    return adapted(judge, job.adapter)


def _grade_one(pickled: bytes, task: Task) -> list[Report]:
    reports = []
    job, judges = _prepared(pickled)
    submission = task.submission
    for topic in task.topics:
        judge, find_parts = judges[topic]
        if job.per_student:
            judge = dataclasses.replace(judge, seeds=Seeds(job.secret, submission.student.id))
        reports.append(judge_files(judge, submission.name, submission.files, submission.problem, find_parts))
    return reports


def judge_files(
    judge: Judge, name: str, files: dict[str, bytes], problem: str, find_parts: FindParts = intake.find_parts
) -> Report:
    """The report on a submission's files; whatever goes wrong becomes a report too."""
    handed: dict[str, Handed] = {}
    try:
        if not problem:
            handed = find_parts(files, judge.topic)
    except SubmissionError as error:
        problem = str(error)
    try:
        return judge.judge(name, handed, problem=problem)
    except Exception as error:  # ours; the others in the class must not suffer
        return _broken(judge, name, error)


def _broken(judge: Judge, name: str, error: BaseException) -> Report:
    """The report where the grader failed."""
    finding = Finding(Kind.BROKEN, f"the grader failed: {error}")
    results = tuple(
        Result(c.name, c.claim, c.part, Status.BROKEN, 0.0, c.points, finding)
        for part in judge.parts
        for c in judge.topic.checks_of(part)
    )
    return Report.of(judge.topic.name, name, results, device=judge.device)


def save(report: Report, out: Path) -> Path:
    """Write one JSON report: OUT/reports/<submission>/<topic>.json, the submission by its safe name."""
    folder = out / "reports" / safe_name(report.submission)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.topic}.json"
    write_whole(path, json.dumps(report.as_dict(), indent=1, ensure_ascii=False) + "\n")
    return path
