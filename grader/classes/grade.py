"""`grader grade`: read the submissions of a class, judge them, and write the grades.

Everything is stored in a run, so the command can be interrupted at any moment and continued later.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from ..checks.check import owner
from ..course.people import id_key
from ..course.students import Student
from ..sandbox.isolation import LEVELS
from ..sandbox.worker_process import Worker
from ..show.terminal.console import note
from ..show.terminal.progress import Show
from ..submissions.downloads import layouts
from ..submissions.downloads.layouts import Attempt
from ..topics.topic import Topic
from ..values.errors import GraderError, UsageError
from ..values.files import writable_folder
from ..values.parts import TABLE
from ..values.text import plural
from . import jobs, outputs, pool
from .attempts import accumulated, earlier_attempts, withdraw
from .jobs import Job, Task
from .pool import Start
from .provenance import facts, keys, settings_of
from .roster import read as read_roster
from .secret import course_secret
from .store import Run


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one grading. `job` says what is judged; the others say where submissions and results are."""

    submissions: Path
    out: Path
    job: Job
    secret_file: Path | None = None  # of the course's secret; None: a secret is made in `out` and used again later
    jobs: int | None = None  # processes; None: the number of cores
    cluster: str | None = None  # the address of a Dask cluster; None: processes of this machine
    again: bool = False  # also judge submissions that were judged before
    add: bool = False  # keep the submissions of earlier gradings that are not among these
    whole_course: bool = True  # the topics are all topics of the course, so no other topic stays in the run
    roster: Path | None = None

    @property
    def processes(self) -> int:
        """The number of submissions that this machine judges at the same time."""
        return self.jobs or pool.cores()

    @property
    def place(self) -> str:
        """The place where the submissions are judged, in words."""
        return f"the cluster {self.cluster}" if self.cluster else plural(self.processes, "job")


def grade(settings: Settings) -> int:
    """Grade a class and write all outputs. Returns the exit status: 130 if judging was interrupted.

    Errors in the topics' checks, in the course file or in the roster are raised before anything is judged.
    """
    download = layouts.attempts(settings.submissions)
    job = settings.job
    topics = job.find_topics()
    for topic in topics:
        _ = topic.checks  # loads them, so that errors in them are raised now
        for remark in topic.outdated:
            note(remark)
    attempts_by_student, on_roster = _match_students(download.attempts, settings.roster)
    if on_roster:
        job.course.late.refuse_strangers(on_roster)
    note(download.layout)
    writable_folder(settings.out)
    job = dataclasses.replace(job, secret=course_secret(settings.secret_file, settings.out))
    job, left_out = _without_uncovered_topics(job, topics)
    with Run(settings.out, create=True) as run, run.alone():
        run.note(_facts(run, job, topics, left_out, settings) | {"roster": [dataclasses.astuple(s) for s in on_roster]})
        topic_keys = keys(job)
        to_judge = _store_submissions(run, attempts_by_student, settings, job=job, topic_keys=topic_keys)
        start = time.monotonic()
        if to_judge and not _judge(run, to_judge, job=job, topic_keys=topic_keys, settings=settings):
            return 130
        if to_judge or "when" not in run.facts():
            now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
            run.note({"when": now, "seconds": time.monotonic() - start, "where": settings.place})
        return outputs.write(run, settings.out, job.course)


def _facts(
    run: Run, job: Job, topics: Sequence[Topic], left_out: Mapping[str, Mapping[str, str]], settings: Settings
) -> dict[str, object]:
    """Return the facts about the run with this grading. The topics of earlier gradings stay unless the whole course is graded."""
    old, new = run.facts(), facts(job)
    by_topic: dict[str, Mapping[str, object]] = {
        "titles": {topic.name: topic.title for topic in topics},
        "hidden": {topic.name: sorted(topic.hidden) for topic in topics},
        "renamed": {topic.name: dict(topic.renamed) for topic in topics},
        "left_out": left_out,
        "settings": {name: settings_of(new) for name in job.topics},
    }
    names = dict.fromkeys([*(() if settings.whole_course else old.get("topics", ())), *job.topics])
    if dropped := [name for name in old.get("topics", ()) if name not in names]:
        note(f"no longer part of the course, and out of the grades: {', '.join(dropped)}")
    for fact, values in by_topic.items():
        known = {name: value for name, value in old.get(fact, {}).items() if name in names}
        by_topic[fact] = known | dict(values)
    return new | by_topic | {"topics": [*names], "course": str(job.course.path.resolve())}


def _without_uncovered_topics(job: Job, topics: Sequence[Topic]) -> tuple[Job, dict[str, dict[str, str]]]:
    """Return the job without the topics of which its adapter covers no check.

    Also returns, for each topic, the checks that the adapter leaves out, with the reasons. Raises UsageError if no topic is
    left.
    """
    if job.adapter is None:
        return job, {}
    left_out = {topic.name: dict(job.setup(topic).left_out) for topic in topics}
    counts = {topic.name: sum(len(topic.checks_of(part)) for part in job.parts) for topic in topics}
    whole = {name: [check for check in checks if owner(check) == check] for name, checks in left_out.items()}
    for name, checks in left_out.items():
        if checks:
            reasons = ", ".join(sorted(set(checks.values())))
            some = {owner(check) for check in checks} - set(whole[name])
            parts = f" and parts of {plural(len(some), 'other check')}" if some else ""
            note(
                f"not part of this run: {len(whole[name])} of {plural(counts[name], 'check')}{parts} of {name} ({reasons})"
            )
    covered = tuple(name for name in job.topics if len(whole[name]) < counts[name])
    if not covered:
        raise UsageError(
            f"{job.adapter} covers no check of the topics: it must define exercises under their names here"
        )
    return dataclasses.replace(job, topics=covered), left_out


def _match_students(
    attempts: Sequence[Attempt], path: Path | None
) -> tuple[dict[Student, list[Attempt]], tuple[Student, ...]]:
    """Return the attempts of each student, and the students on the roster.

    An attempt that matches nobody on the roster, or several students, keeps the name that the platform gave it. Notes on the
    terminal list such attempts.
    """
    students = {attempt: Student(attempt.student, attempt.name, attempt.email) for attempt in attempts}
    on_roster: tuple[Student, ...] = ()
    if path:
        roster = read_roster(path)
        match = roster.match(attempts)
        students |= match.students
        on_roster = roster.students
        for attempt in match.unmatched:
            note(f"not on the roster: {attempt.label}{f' ({attempt.name})' if attempt.name else ''}")
        for attempt, candidates in match.ambiguous:
            names = " or ".join(student.shown for student in candidates)
            note(f"{attempt.label} may be {names}, so no student of the roster was chosen")
        if match.missing:
            note(f"without a submission: {', '.join(student.shown for student in match.missing)}")
    attempts_by_student: dict[Student, list[Attempt]] = {}
    for attempt, student in students.items():
        attempts_by_student.setdefault(student, []).append(attempt)
    spellings: dict[str, list[str]] = {}
    for student in attempts_by_student:
        spellings.setdefault(id_key(student.id), []).append(student.id)
    for ids in spellings.values():
        if len(ids) > 1:
            note(f"{' and '.join(ids)} may be one student: nobody guesses, so each name has a row of its own")
    return attempts_by_student, on_roster


def _store_submissions(
    run: Run,
    attempts_by_student: Mapping[Student, Sequence[Attempt]],
    settings: Settings,
    *,
    job: Job,
    topic_keys: Mapping[str, str],
) -> dict[str, list[str]]:
    """Read all attempts and store them in the run. Returns the topics in which each submission must be judged, by its name.

    Submissions of an earlier grading that are not among the attempts are marked as gone, unless the settings say `add`. An
    attempt that cannot count under the late rules is stored and not judged.
    """
    to_judge: dict[str, list[str]] = {}
    rules, can_count, stored = job.course.late, 0, set()
    late_by_platform = []
    earlier = earlier_attempts(run, job.topics) if settings.add else {}
    taken = {attempt.name for own in earlier.values() for attempt in own}
    taken |= {attempt.label for own in attempts_by_student.values() for attempt in own}
    with Show(as_json=False).progress("reading", len(attempts_by_student)) as advance:
        for student, attempts in attempts_by_student.items():
            late_by_platform += [attempt.label for attempt in attempts if attempt.late]
            own = accumulated(earlier.get(student.id, ()), [jobs.read(attempt, student) for attempt in attempts], taken)
            counting = rules.to_grade(student, own, job.topics)
            for submission in own:
                run.hand_in(submission, job.topics)
                stored.add(submission.name)
                if submission not in counting:
                    continue
                can_count += 1
                judged = set() if settings.again else run.done(submission.name, submission.sha, topic_keys)
                if topics := [topic for topic in topic_keys if topic not in judged]:
                    to_judge[submission.name] = topics
            advance()
    if not settings.add:
        withdraw(run, job.topics, stored)
    if late_by_platform:
        note(f"the platform marks these as late, and no points are taken off: {', '.join(late_by_platform)}")
    if unchanged := can_count - len(to_judge):
        note(
            f"{plural(unchanged, 'submission')} of {can_count} judged before and unchanged since. --again judges them again"
        )
    return to_judge


def _judge(
    run: Run,
    to_judge: Mapping[str, list[str]],
    *,
    job: Job,
    topic_keys: Mapping[str, str],
    settings: Settings,
) -> bool:
    """Judge the submissions and store each report in the run at once. Returns False if Ctrl-C interrupted it."""
    tasks = (
        Task(submission, tuple(to_judge[name]))
        for name in to_judge
        for submission in run.submissions(job.topics[0], name)
    )
    with _executors(settings, len(to_judge)) as (start, width):
        graded, done = jobs.grade(job, tasks, start, width), 0
        try:
            with Show(as_json=False).progress("grading", len(to_judge)) as advance:
                for task, reports in graded:
                    run.add(reports, task.submission.sha, topic_keys)
                    done += 1
                    advance()
        except KeyboardInterrupt:
            note(f"stopping: {done} of {len(to_judge)} submissions are judged; waiting for those under way")
            graded.close()
            note(f"the reports are kept in {run.path}: run the same command again to continue")
            return False
        except GraderError:  # no process is left that could judge
            note(f"{done} of {len(to_judge)} submissions are judged, and their reports are kept in {run.path}")
            raise
    return True


@contextlib.contextmanager
def _executors(settings: Settings, count: int) -> Generator[tuple[Start, int], None, None]:
    """Yield a function that starts an executor, and the number of submissions under way at the same time.

    On this machine a first worker is started and ended at once. If it cannot start, for example because a layer of isolation
    is missing, its exception is raised here and not once for each submission.
    """
    if settings.cluster:
        from .cluster import cluster

        with cluster(settings.cluster) as start_and_width:
            yield start_and_width
        return
    job = settings.job
    parts = [TABLE[part] for part in job.parts]
    probed = next((part for part in parts if part.on_device and job.device != "cpu"), parts[0])
    with Worker(probed.runtime, job.device, LEVELS[job.isolation]) as probe:
        probe.wait_until_ready()
    processes = min(settings.processes, count)
    yield pool.local(processes), 2 * processes
