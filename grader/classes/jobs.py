"""Grade a folder of submissions in parallel; one bad submission never stops the others."""

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
    """What is judged and how: all that a report depends on beside the submission. Data that judging processes are sent."""

    exercises: Path
    solutions: Path
    topics: tuple[str, ...]
    secret: bytes = b""  # of the course; none as long as nothing is judged
    per_student: bool = False  # other hidden inputs for each student
    parts: tuple[str, ...] = PARTS
    device: str = "cpu"
    isolation: str = "strict"  # a level of isolation.LEVELS
    course: Course = UNCHANGED
    adapter: Path | None = None  # a file between other courses' code and the exercises

    @classmethod
    def of(cls, where: Where, wanted: tuple[str, ...], **how: Any) -> Job:
        """The job in the topics that are wanted, or in all of the course; `how` are the other fields."""
        course = where.changes()
        topics = where.topics(wanted, secret=True, course=course)
        names = tuple(topic.name for topic in topics)
        return cls(exercises=where.public(), solutions=where.secret(), topics=names, course=course, **how)

    def find_topics(self) -> list[Topic]:
        """The topics, as the course has them."""
        return [find_topic(name, self.exercises, self.solutions, self.course) for name in self.topics]

    def setup(self, topic: Topic) -> Setup:
        """How submissions are judged in one of the topics, where all students get the same inputs."""
        assert self.secret
        made = for_the_record(topic, self.secret, parts=self.parts, device=self.device, isolation=self.isolation)
        return adapted(made, self.adapter)

    def setup_of(self, setup: Setup, student: Student) -> Setup:
        """A topic's setup with the inputs of one student."""
        return dataclasses.replace(setup, seeds=Seeds(self.secret, student.id)) if self.per_student else setup


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
            _, setups = _prepared(pickled)
            name, message = task.submission.name, f"the grader failed: {done}"
            yield (
                task,
                [so_far(setups[topic], (), name=name, status=Status.BROKEN, message=message) for topic in task.topics],
            )
        else:
            yield task, done


def grade_all(job: Job, attempts: Sequence[Attempt], jobs: int) -> Generator[list[Report], None, None]:
    """The reports on all attempts, in all of a job's topics, as they are done; nothing is kept."""
    tasks = (Task(read(attempt), job.topics) for attempt in attempts)
    for _, reports in grade(job, tasks, local(min(jobs, len(attempts))), 2 * jobs):
        yield reports


@functools.lru_cache(maxsize=1)
def _prepared(pickled: bytes) -> tuple[Job, dict[str, Setup]]:
    """The job and one setup a topic, made once in each judging process: solutions are loaded once for all submissions."""
    job: Job = pickle.loads(pickled)
    return job, {topic.name: job.setup(topic) for topic in job.find_topics()}


def _grade_one(pickled: bytes, task: Task) -> list[Report]:
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
