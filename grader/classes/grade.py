"""`grader grade`: a class from the folder that was handed in to its grades, through a run that can be cut off at any moment."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from ..course.students import Student
from ..sandbox.isolation import LEVELS
from ..sandbox.worker_process import Worker
from ..show.terminal.console import note
from ..show.terminal.progress import Show
from ..submissions.downloads import layouts
from ..submissions.downloads.layouts import Attempt
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.files import writable_folder
from ..values.parts import TABLE
from ..values.text import plural
from . import jobs as classroom
from . import outputs, pool
from .jobs import Job, Task
from .pool import Start
from .provenance import facts, keys
from .roster import read as read_roster
from .secret import course_secret
from .store import Run


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """How a run goes: whose work is judged, where to, and who judges; `job` is what is judged and how."""

    submissions: Path
    out: Path
    job: Job
    secret_file: Path | None = None  # of the course's secret; none: one is drawn for `out` and kept there
    jobs: int | None = None  # processes; none: as many as there are cores
    cluster: str | None = None
    again: bool = False  # judge what was judged before, too
    roster: Path | None = None

    @property
    def processes(self) -> int:
        """How many submissions are judged at a time on this machine."""
        return self.jobs or os.cpu_count() or 1

    @property
    def judged_by(self) -> str:
        """Who judges, in words."""
        return f"the cluster {self.cluster}" if self.cluster else plural(self.processes, "job")


def grade(settings: Settings) -> int:
    """Grade a class; returns the exit status."""
    found = layouts.attempts(settings.submissions)
    job = settings.job
    chosen = job.find_topics()
    # What is wrong with checks, or with what the course makes of them, is said before anything is graded.
    for topic in chosen:
        _ = topic.checks
    whose, listed = _whose(found.attempts, settings.roster)
    if listed:
        job.course.late.refuse_strangers(listed)
    note(found.layout)
    writable_folder(settings.out)
    job = dataclasses.replace(job, secret=course_secret(settings.secret_file, settings.out))
    job, left_out = _covered(job, chosen)
    with Run(settings.out, create=True) as run, run.alone():
        roster = [dataclasses.astuple(student) for student in listed]
        titles = {topic.name: topic.title for topic in chosen}
        hidden = {topic.name: sorted(topic.hidden) for topic in chosen}
        more = {"titles": titles, "hidden": hidden, "roster": roster, "left_out": left_out}
        run.note(facts(job) | more | {"course": str(job.course.path.resolve())})
        known = keys(job)
        wanted = _taken_in(run, whose, job=job, known=known, again=settings.again)
        start = time.monotonic()
        if wanted and not _judged(run, wanted, job=job, known=known, settings=settings):
            return 130
        if wanted or "when" not in run.facts():
            now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
            run.note({"when": now, "seconds": time.monotonic() - start, "where": settings.judged_by})
        return outputs.write(run, settings.out, job.course)


def _covered(job: Job, chosen: Sequence[Topic]) -> tuple[Job, dict[str, dict[str, str]]]:
    """The job without topics of which its adapter covers nothing; and by topic the checks that it leaves out, and why."""
    if job.adapter is None:
        return job, {}
    left_out = {topic.name: dict(job.setup(topic).left_out) for topic in chosen}
    asked = {topic.name: sum(len(topic.checks_of(part)) for part in job.parts) for topic in chosen}
    for name, checks in left_out.items():
        if checks:
            reasons = ", ".join(sorted(set(checks.values())))
            note(f"not part of this run: {len(checks)} of {plural(asked[name], 'check')} of {name} ({reasons})")
    topics = tuple(name for name in job.topics if len(left_out[name]) < asked[name])
    if not topics:
        raise UsageError(f"{job.adapter} covers nothing of the topics: does it define exercises by their names here?")
    return dataclasses.replace(job, topics=topics), left_out


def _whose(attempts: Sequence[Attempt], path: Path | None) -> tuple[dict[Student, list[Attempt]], tuple[Student, ...]]:
    """The attempts of each student, and who is on the roster; what does not match goes by the platform's names, and is said."""
    students = {one: Student(one.student, one.name, one.email) for one in attempts}
    listed: tuple[Student, ...] = ()
    if path:
        roster = read_roster(path)
        match = roster.match(attempts)
        students |= match.students
        listed = roster.students
        for one in match.unmatched:
            note(f"nobody on the roster is {one.label}{f' ({one.name})' if one.name else ''}")
        for one, several in match.ambiguous:
            note(f"{one.label} may be {' or '.join(student.shown for student in several)}: nobody was chosen")
        if match.missing:
            note(f"without a submission: {', '.join(student.shown for student in match.missing)}")
    whose: dict[Student, list[Attempt]] = {}
    for one, student in students.items():
        whose.setdefault(student, []).append(one)
    return whose, listed


def _taken_in(
    run: Run, whose: Mapping[Student, Sequence[Attempt]], *, job: Job, known: Mapping[str, str], again: bool
) -> dict[str, list[str]]:
    """Read what was handed in; by submission, of those that can count, the topics in which it is to be judged now."""
    wanted: dict[str, list[str]] = {}
    rules, can_count = job.course.late, 0
    late_unknown = []
    with Show(as_json=False).progress("reading", len(whose)) as advance:
        for student, attempts in whose.items():
            counting = rules.to_grade(student, attempts, job.topics)
            for attempt in attempts:
                submission = classroom.read(attempt, student)
                run.hand_in(submission)
                late_unknown += [attempt.label] if attempt.late else []
                if attempt not in counting:
                    continue
                can_count += 1
                done = set() if again else run.done(submission.name, submission.sha, known)
                if topics := [topic for topic in known if topic not in done]:
                    wanted[submission.name] = topics
            advance()
    if late_unknown:
        note(f"marked as late by the platform, nothing is taken off for it: {', '.join(late_unknown)}")
    if left := can_count - len(wanted):
        were = plural(left, "submission")
        note(f"{were} of {can_count} judged before, with nothing changed since. --again judges anew")
    return wanted


def _judged(
    run: Run, wanted: Mapping[str, list[str]], *, job: Job, known: Mapping[str, str], settings: Settings
) -> bool:
    """Judge them all; False if that was interrupted."""
    tasks = (Task(submission, tuple(wanted[name])) for name in wanted for submission in run.submissions(name))
    with _force(settings, len(wanted)) as (start, width):
        graded, done = classroom.grade(job, tasks, start, width), 0
        try:
            with Show(as_json=False).progress("grading", len(wanted)) as advance:
                for task, reports in graded:
                    run.add(reports, task.submission.sha, known)
                    done += 1
                    advance()
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
    job = settings.job
    parts = [TABLE[part] for part in job.parts]
    tried = next((part for part in parts if part.on_device and job.device != "cpu"), parts[0])
    with Worker(tried.runtime, job.device, LEVELS[job.isolation]) as probe:
        probe.wait_until_ready()  # refuses now what every submission would be refused for
    jobs = min(settings.processes, count)
    yield pool.local(jobs), 2 * jobs
