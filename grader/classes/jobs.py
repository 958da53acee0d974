"""Judge submissions in parallel processes. A bad submission never stops the others."""

from __future__ import annotations

import dataclasses
import functools
import pickle
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

from ..checks.seeds import Seeds
from ..course.course import UNCHANGED, Course
from ..course.students import Student
from ..judging.adapter import adapted
from ..judging.judge import examine, so_far
from ..judging.session import longest
from ..judging.setup import Setup, for_the_record
from ..submissions.downloads import layouts
from ..submissions.downloads.layouts import Attempt
from ..topics.catalog import find_topic
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import SubmissionError
from ..values.parts import PARTS
from ..values.report import Report, Status
from .pool import Start, local, work
from .store import Submission


@dataclasses.dataclass(frozen=True, kw_only=True)
class Job:
    """All that a report depends on, except the submission. A job is sent to the judging processes, so it contains only data."""

    exercises: Path
    solutions: Path
    topics: tuple[str, ...]
    secret: bytes = b""  # of the course; empty until judging begins
    per_student: bool = False  # draw different hidden inputs for each student
    parts: tuple[str, ...] = PARTS
    device: str = "cpu"
    isolation: str = "strict"  # a level of isolation.LEVELS
    course: Course = UNCHANGED
    adapter: Path | None = None  # a file that maps another course's code to the exercises

    @classmethod
    def of(cls, where: Where, topic_names: tuple[str, ...], **settings: Any) -> Job:
        """Return a job for the named topics (none: all topics of the course). `settings` are the other fields."""
        course = where.changes()
        topics = where.topics(topic_names, secret=True, course=course)
        names = tuple(topic.name for topic in topics)
        return cls(exercises=where.public(), solutions=where.secret(), topics=names, course=course, **settings)

    def find_topics(self) -> list[Topic]:
        """Return the topics with the changes of the course."""
        return [find_topic(name, self.exercises, self.solutions, self.course) for name in self.topics]

    def setup(self, topic: Topic) -> Setup:
        """Return the setup for one of the topics. All students get the same inputs; see `setup_of`."""
        assert self.secret
        setup = for_the_record(topic, self.secret, parts=self.parts, device=self.device, isolation=self.isolation)
        return adapted(setup, self.adapter)

    def setup_of(self, setup: Setup, student: Student) -> Setup:
        """Return a topic's setup with the inputs of one student."""
        return dataclasses.replace(setup, seeds=Seeds(self.secret, student.id)) if self.per_student else setup

    def longest(self, task: Task) -> float:
        """Return the seconds after which the judging of a task hangs."""
        return len(task.topics) * sum(map(longest, self.parts))


@dataclasses.dataclass(frozen=True)
class Task:
    """A submission, and the topics in which it must be judged."""

    submission: Submission
    topics: tuple[str, ...]


def read(attempt: Attempt, student: Student | None = None) -> Submission:
    """Read the files of an attempt. If they cannot be read, the submission has no files and its `problem` says why."""
    files: dict[str, bytes] = {}
    problem = ""
    try:
        files = layouts.read(attempt)
    except SubmissionError as error:
        problem = str(error)
    student = student or Student(attempt.student)
    return Submission(attempt.label, student, files, problem, attempt.when, attempt.number)


def grade(
    job: Job, tasks: Iterable[Task], start: Start, width: int
) -> Generator[tuple[Task, list[Report]], None, None]:
    """Yield each task with its reports, one for each topic, as soon as it is done.

    `start` and `width` say where the work runs; see pool.work. If the process of a task was lost in each of its tries, its
    checks are reported as broken.
    """
    pickled = pickle.dumps(job)
    for task, result in work(start, width, functools.partial(_grade_one, pickled), tasks, seconds=job.longest):
        if isinstance(result, BaseException):
            _, setups = _prepared(pickled)
            name, message = task.submission.name, f"the grader failed: {result}"
            yield (
                task,
                [so_far(setups[topic], (), name=name, status=Status.BROKEN, message=message) for topic in task.topics],
            )
        else:
            yield task, result


def grade_all(job: Job, attempts: Sequence[Attempt], jobs: int) -> Generator[list[Report], None, None]:
    """Yield the reports on each attempt, in all topics of the job, as soon as they are done. Nothing is stored."""
    tasks = (Task(read(attempt), job.topics) for attempt in attempts)
    for _, reports in grade(job, tasks, local(min(jobs, len(attempts))), 2 * jobs):
        yield reports


@functools.lru_cache(maxsize=1)
def _prepared(pickled: bytes) -> tuple[Job, dict[str, Setup]]:
    """Return the job and a setup for each topic. Each judging process makes them once, so it loads each solution once."""
    job: Job = pickle.loads(pickled)
    return job, {topic.name: job.setup(topic) for topic in job.find_topics()}


def _grade_one(pickled: bytes, task: Task) -> list[Report]:
    """Judge one submission in a judging process. Returns one report for each topic of the task."""
    job, setups = _prepared(pickled)
    submission = task.submission
    return [
        examine(
            job.setup_of(setups[topic], submission.student),
            submission.files,
            name=submission.name,
            problem=submission.problem,
        )
        for topic in task.topics
    ]
