"""What the commands do, between the options that cli.py reads and the status that it exits with."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from . import intake, topics
from .checks import PARTS
from .course import Course
from .course import find as find_course
from .errors import SubmissionError, UsageError
from .fronts import grades_csv, terminal
from .isolation import LEVELS
from .judge import Judge
from .process import Worker
from .report import Report, Result
from .rng import PUBLIC
from .runner import Seeds
from .spawn import installed
from .text import visible
from .topics import Topic

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@dataclasses.dataclass(frozen=True)
class Show:
    """How reports are shown: as text with progress, or as JSON alone."""

    as_json: bool

    def report(self, report: Report, title: str) -> None:
        if self.as_json:
            click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            out.print(terminal.report(report, title))

    @contextlib.contextmanager
    def progress(self, label: str, total: int) -> Iterator[Progress | None]:
        """A spinner on stderr for people; nothing for programs."""
        if self.as_json or not err.is_terminal:
            yield None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bar:
            bar.add_task(label, total=total)
            yield bar


def note(text: str) -> None:
    """A remark that is not the result: on stderr."""
    err.print(Text(f"note: {text}", "yellow"), soft_wrap=True)


def runnable(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts to run: those asked for, or all for which the library is installed, saying which are left out."""
    missing = [part for part in parts or PARTS if not installed(part)]
    if parts and missing:
        raise UsageError(f"the {missing[0]} part needs {missing[0]}: pip install 'chainrule[{missing[0]}]'")
    for part in missing:
        note(f"{part} is not installed: {part} parts are left out. pip install 'chainrule[{part}]'")
    return tuple(part for part in parts or PARTS if part not in missing)


@dataclasses.dataclass(frozen=True)
class Where:
    """The folders and the course file that were named; what was not is looked for."""

    exercises: Path | None = None
    solutions: Path | None = None
    course: Path | None = None

    def topics(self, wanted: tuple[str, ...], *, secret: bool, course: Course | None = None) -> list[Topic]:
        """The topics asked for, or those of the course; with their solutions if what is `secret` is needed."""
        folder = self.public()
        course = self.changes() if course is None else course
        hidden = self.secret() if secret else None
        all_names = topics.names(folder)
        course.refuse_unknown(all_names)
        known = course.topics or tuple(name for name in all_names if hidden is None or (hidden / name).is_dir())
        return [topics.find_topic(name, folder, hidden, course) for name in wanted or known]

    def changes(self) -> Course:
        """What the course file says."""
        return find_course(self.course, self.public())

    def public(self) -> Path:
        """The folder of topics."""
        if self.exercises is not None and not self.exercises.is_dir():
            raise UsageError(f"there is no folder {self.exercises}: name the folder of topics with --exercises")
        return self.exercises.resolve() if self.exercises is not None else topics.find_exercises(Path.cwd())

    def secret(self) -> Path:
        """The folder of solutions."""
        folder = (self.solutions or self.public().parent / "solutions").resolve()
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}: name the folder of solutions with --solutions")
        return folder


def check(
    wanted: tuple[str, ...], where: Where, parts: tuple[str, ...], device: str, isolation: str, show: Show
) -> list[Report]:
    """Check the student's own files in the workspace against the recording."""
    from .sources import RecordedSource

    if not wanted and where.exercises is None and (Path.cwd() / "checks.py").exists():
        wanted = (Path.cwd().name,)
    reports = []
    for topic in where.topics(wanted, secret=False):
        files = intake.read(topic.folder)
        judge = Judge(
            topic,
            functools.partial(RecordedSource, topic.folder / "answers.npz"),
            Seeds(),
            device,
            parts,
            isolation=LEVELS[isolation],
        )
        try:
            handed = intake.find_parts(files, topic)
            problem = ""
        except SubmissionError as error:
            handed, problem = {}, str(error)
        reports.append(_judged(judge, str(topic.folder), handed, problem, show))
        show.report(reports[-1], topic.title)
    return reports


def _judged(judge: Judge, name: str, handed: dict[str, intake.Handed], problem: str, show: Show) -> Report:
    total = sum(len(judge.topic.checks_of(part)) for part in judge.parts)
    with show.progress(judge.topic.name, total) as bar:

        def advance(_: Result) -> None:
            if bar:
                bar.advance(bar.task_ids[0])

        return judge.judge(name, handed, problem=problem, progress=advance)


def judge(
    submission: Path,
    topic: Topic,
    secret: Path | None,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    show: Show,
) -> Report:
    """Judge one submission against the live reference."""
    from .classroom import read_secret
    from .sources import LiveSource

    handed = intake.find_parts(intake.read(submission), topic)
    if secret is None:
        note("no --secret-file: inputs come from the public seed, which students have too")
    seeds = Seeds(read_secret(secret) if secret else PUBLIC)
    source = LiveSource(topic)
    report = _judged(
        Judge(topic, source.itself, seeds, device, parts, isolation=LEVELS[isolation]),
        visible(submission.name, 200),
        handed,
        "",
        show,
    )
    show.report(report, topic.title)
    return report


def grade(
    folder: Path,
    output: Path,
    wanted: tuple[str, ...],
    where: Where,
    secret: Path | None,
    per_student: bool,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    jobs: int | None,
) -> int:
    """Grade a class; returns the exit status."""
    from . import classroom
    from .files import writable_folder, write_whole

    found = classroom.submissions(folder)
    chosen = where.topics(wanted, secret=True)
    for topic in chosen:
        _ = (
            topic.checks
        )  # what is wrong with them, or with what the course makes of them, is said before anything is graded
    writable_folder(output)
    job = classroom.Job(
        where.public(),
        where.secret(),
        tuple(topic.name for topic in chosen),
        classroom.course_secret(secret, output),
        per_student,
        parts,
        device,
        isolation,
        where.changes(),
    )
    on_device = device != "cpu" and "torch" in parts
    with Worker("torch" if on_device else "numpy", device, LEVELS[isolation]) as probe:
        probe.wait_until_ready()  # refuses now what every submission would be refused for
    reports: list[Report] = []
    graded = 0
    run = classroom.grade(job, found, jobs or os.cpu_count() or 1)
    try:
        with Show(as_json=False).progress("grading", len(found)) as bar:
            for done in run:
                graded += 1
                for report in done:
                    classroom.save(report, output)
                reports += done
                if bar:
                    bar.advance(bar.task_ids[0])
    except KeyboardInterrupt:
        note(f"stopping: {graded} of {len(found)} submissions are graded; waiting for those in flight")
        run.close()
        note(
            f"their reports are in {output / 'reports'}; grades.csv was not written. Run the command again to grade all"
        )
        return 130
    write_whole(output / "grades.csv", grades_csv.grades(reports))
    out.print(terminal.class_table(reports))
    if causes := terminal.misconceptions(reports):
        out.print(causes)
    out.print(Text(f"grades: {output / 'grades.csv'}   reports: {output / 'reports'}"), soft_wrap=True)
    return 3 if any(report.broken for report in reports) else 0


def build(chosen: list[Topic], *, write: bool) -> int:
    """Bring generated files up to date, or only say which are not; returns the exit status."""
    from .build import build as build_topic

    stale = 0
    for topic in chosen:
        with err.status(f"building {topic.name}"):
            changes = build_topic(topic, write=write)
        stale += len(changes)
        for change in changes:
            out.print(Text(f"{'wrote' if write else 'not current'}: {change.path} ({change.what})"), soft_wrap=True)
        if not changes:
            out.print(Text(f"{topic.name}: current", "green"))
    return 1 if stale and not write else 0


def verify(chosen: list[Topic], parts: tuple[str, ...]) -> int:
    """Climb the ladder of each topic; returns the exit status."""
    from .verify import climb

    sound = True
    for topic in chosen:
        out.print(Text(topic.name, "bold"))
        rungs = climb(topic, parts)
        while True:
            with err.status("proving the next claim"):
                rung = next(rungs, None)
            if rung is None:
                break
            sound = sound and not rung.problems
            out.print(
                Text("✗ " if rung.problems else "✓ ", "red" if rung.problems else "green").append(rung.claim, "default")
            )
            for problem in rung.problems:
                out.print(Text("    " + problem.replace("\n", "\n      ")), soft_wrap=True)
    return 0 if sound else 1


def new(name: str, exercises: Path | None, solutions: Path | None) -> None:
    """Write a new topic's folders and say what to do next."""
    from .scaffold import write_topic

    root = (exercises or Path.cwd() / "exercises").resolve()
    for path in write_topic(name, root, (solutions or root.parent / "solutions").resolve()):
        out.print(Text(f"wrote {os.path.relpath(path)}"), soft_wrap=True)
    out.print(Text(f"Now `grader build {name}` and `grader verify {name}`; then make it your own: docs/authoring.md"))
