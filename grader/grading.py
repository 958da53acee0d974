"""`grader grade`: a class from the folder that was handed in to its grades, through a run that can be cut off at any moment."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Generator, Mapping
from pathlib import Path

from . import classroom, outputs, workforce
from .classroom import Job, Task
from .console import note
from .files import writable_folder
from .isolation import LEVELS
from .process import Worker
from .provenance import facts, keys
from .show import Show
from .store import Run
from .text import plural
from .where import Where
from .workforce import Start


@dataclasses.dataclass(frozen=True)
class Settings:
    """What was asked for."""

    submissions: Path
    out: Path
    topics: tuple[str, ...]
    where: Where
    secret: Path | None
    per_student: bool
    parts: tuple[str, ...]
    device: str
    isolation: str
    jobs: int | None
    cluster: str | None
    again: bool


def grade(settings: Settings) -> int:
    """Grade a class; returns the exit status."""
    found = classroom.submissions(settings.submissions)
    chosen = settings.where.topics(settings.topics, secret=True)
    for topic in chosen:
        _ = (
            topic.checks
        )  # what is wrong with them, or with what the course makes of them, is said before anything is graded
    writable_folder(settings.out)
    job = Job(
        settings.where.public(),
        settings.where.secret(),
        tuple(topic.name for topic in chosen),
        classroom.course_secret(settings.secret, settings.out),
        settings.per_student,
        settings.parts,
        settings.device,
        settings.isolation,
        settings.where.changes(),
    )
    with Run(settings.out, create=True) as run, run.alone():
        run.note(facts(job) | {"titles": {topic.name: topic.title for topic in chosen}})
        wanted = _taken_in(run, found, keys(job), again=settings.again)
        if wanted and not _judged(run, wanted, job, settings):
            return 130
        return outputs.write(run, settings.out)


def _taken_in(run: Run, found: Mapping[str, Path], known: Mapping[str, str], *, again: bool) -> dict[str, list[str]]:
    """Read what was handed in; by submission the topics in which it is to be judged now."""
    wanted = {}
    with Show(as_json=False).progress("reading", len(found)) as bar:
        for name, path in found.items():
            submission = classroom.read(name, path)
            run.hand_in(submission)
            done = set() if again else run.done(name, submission.sha, known)
            if topics := [topic for topic in known if topic not in done]:
                wanted[name] = topics
            if bar:
                bar.advance(bar.task_ids[0])
    if left := len(found) - len(wanted):
        note(
            f"{plural(left, 'submission')} of {len(found)} were judged before and have not changed. --again judges them anew"
        )
    return wanted


def _judged(run: Run, wanted: Mapping[str, list[str]], job: Job, settings: Settings) -> bool:
    """Judge them all; False if that was interrupted."""
    known = keys(job)
    tasks = (Task(submission, tuple(wanted[name])) for name in wanted for submission in run.submissions(name))
    with _force(settings, len(wanted)) as (start, width):
        graded, done = classroom.grade(job, tasks, start, width), 0
        try:
            with Show(as_json=False).progress("grading", len(wanted)) as bar:
                for task, reports in graded:
                    run.add(reports, task.submission.sha, known)
                    done += 1
                    if bar:
                        bar.advance(bar.task_ids[0])
        except KeyboardInterrupt:
            note(f"stopping: {done} of {len(wanted)} submissions are judged; waiting for those under way")
            graded.close()
            note(f"what is judged is kept in {run.path}: run the same command again to go on")
            return False
    return True


@contextlib.contextmanager
def _force(settings: Settings, count: int) -> Generator[tuple[Start, int], None, None]:
    """Who judges, and how many submissions are under way at a time."""
    if settings.cluster:
        from .cluster import cluster

        with cluster(settings.cluster) as force:
            yield force
        return
    on_device = settings.device != "cpu" and "torch" in settings.parts
    with Worker("torch" if on_device else "numpy", settings.device, LEVELS[settings.isolation]) as probe:
        probe.wait_until_ready()  # refuses now what every submission would be refused for
    jobs = min(settings.jobs or os.cpu_count() or 1, count)
    yield workforce.local(jobs), 2 * jobs
