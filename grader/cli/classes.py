"""The commands of whoever grades a class."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from .options import (
    FILE,
    FOLDER,
    FOR_THE_RECORD,
    adapter_option,
    course_option,
    device_option,
    exercises_option,
    isolation_option,
    part_option,
    solutions_option,
    start_parts,
)

RUN = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--out", type=FOLDER, required=True, help="Folder for grades.csv and one JSON report a submission and topic."
)
@click.option("--topic", "topics", multiple=True, help="Only this topic. Default: all that have a solution.")
@click.option("--jobs", type=click.IntRange(1), help="Submissions judged at a time. Default: the number of cores.")
@click.option(
    "--secret-file",
    type=FILE,
    help="File with the course's secret, from which hidden inputs are drawn. Default: one is made in the --out folder.",
)
@click.option("--per-student", is_flag=True, help="Other hidden inputs for each student.")
@click.option(
    "--again", is_flag=True, help="Judge everything anew. Default: only what has changed since the last time."
)
@click.option(
    "--cluster", metavar="ADDRESS|local:N", help="Judge on a Dask cluster instead of this machine's processes."
)
@adapter_option
@click.option("--roster", type=FILE, help="CSV of the class, with columns such as id, name and email.")
@part_option
@device_option
@isolation_option(FOR_THE_RECORD)
@exercises_option
@solutions_option
@course_option
def grade(
    submissions: Path,
    out: Path,
    topics: tuple[str, ...],
    jobs: int | None,
    secret_file: Path | None,
    per_student: bool,
    again: bool,
    cluster: str | None,
    adapter: Path | None,
    roster: Path | None,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    exercises: Path | None,
    solutions: Path | None,
    course: Path | None,
) -> NoReturn:
    """Grade every submission in the folder SUBMISSIONS.

    Each folder, zip, notebook or Python file in it is one submission, named by its name. A bad submission never stops the
    others, and everything is kept as it is found: cut off, the same command goes on where it was, and judges what is new or
    has changed. Exit status: 0 all were graded, 2 wrong usage, 3 a check of ours is broken.

    \b
    Examples:
        grader grade handed_in/ --out grades/ --secret-file ~/course.secret
        grader grade handed_in/ --out grades/ --topic batch_norm --part numpy --jobs 4
        grader grade handed_in/ --out grades/ --cluster tcp://10.0.0.7:8786
    """
    can_run = start_parts(parts)
    from ..classes.grade import Settings
    from ..classes.grade import grade as grade_class
    from ..classes.jobs import Job
    from ..topics.locate import Where

    job = Job.of(
        Where(exercises, solutions, course),
        topics,
        per_student=per_student,
        parts=can_run,
        device=device,
        isolation=isolation,
        adapter=adapter and adapter.resolve(),
    )
    settings = Settings(
        submissions=submissions,
        out=out,
        job=job,
        secret_file=secret_file,
        jobs=jobs,
        cluster=cluster,
        again=again,
        roster=roster,
    )
    sys.exit(grade_class(settings))


@click.command()
@click.argument("run", type=RUN)
@course_option
def report(run: Path, course: Path | None) -> NoReturn:
    """Write the grades and reports of RUN anew, without judging anybody: after a change of late rules, say.

    The course file is the one that RUN was graded with, as it is now, or --course.

    \b
    Examples:
        grader report grades/
        grader report grades/ --course course.toml
    """
    from ..classes import outputs
    from ..classes.entries import course_of
    from ..classes.store import Run

    with Run(run) as kept:
        sys.exit(outputs.write(kept, run, course_of(kept, course)))


@click.command()
@click.argument("run", type=RUN)
@click.argument("platform", type=click.Choice(["plain", "canvas", "moodle", "moodle-worksheet", "lti"]))
@click.option("--out", type=FILE, required=True, help="The file to write.")
@click.option(
    "--title", default="Exercises", show_default=True, help="The assignment or column, as the platform calls it."
)
@click.option("--topic", help="The scores of this topic. Default: the sum of all.")
@click.option(
    "--out-of", type=click.FloatRange(min=0, min_open=True), help="The platform's maximum. Default: our points."
)
@click.option("--key", help="What students are told apart by: a heading that the platform's import knows.")
@click.option("--fill", type=FILE, help="The platform's own exported file, to be filled in the column --title.")
@course_option
def gradebook(
    run: Path,
    platform: str,
    out: Path,
    title: str,
    topic: str | None,
    out_of: float | None,
    key: str | None,
    fill: Path | None,
    course: Path | None,
) -> None:
    """Write the scores of RUN as the gradebook of PLATFORM imports them, and list whom the file leaves out.

    \b
    Examples:
        grader gradebook grades/ canvas --out canvas.csv --fill exported.csv --title "Exercise 3"
        grader gradebook grades/ moodle --out moodle.csv --title "Exercise 3" --out-of 10
        grader gradebook grades/ lti --out scores.json
    """
    from ..classes.gradebook import write

    write(run, platform, out, title=title, topic=topic, out_of=out_of, key=key, fill=fill, course=course)


@click.command()
@click.argument("runs", type=RUN, nargs=-1, required=True)
def stats(runs: tuple[Path, ...]) -> None:
    """What a class got right, check by check, and what it did not; of several RUNS beside each other.

    \b
    Examples:
        grader stats grades/
        grader stats 2025/grades 2026/grades
    """
    from ..classes.store import Run
    from ..show.terminal import runs as front
    from ..show.terminal.console import out

    classes = {}
    for folder in runs:
        with Run(folder) as run:
            classes[str(folder)] = [report for mine in run.reports().values() for report in mine.values()]
    out.print(front.rates(classes))


@click.command()
@click.argument("before", type=RUN)
@click.argument("after", type=RUN)
def diff(before: Path, after: Path) -> NoReturn:
    """What the run AFTER sees otherwise than the run BEFORE, and why. Exit status: 0 nothing, 1 something.

    \b
    Example:
        grader diff grades/ regraded/
    """
    from ..classes.compare import between
    from ..classes.store import Run
    from ..show.terminal import runs as front
    from ..show.terminal.console import out

    with Run(before) as first, Run(after) as second:
        found = between(first, second)
    if not found:
        out.print("no status and no score is another")
        sys.exit(0)
    out.print(front.changed(found))
    sys.exit(1)


@click.command()
@click.argument("run", type=RUN)
@click.argument("student")
@click.argument("check")
@click.option("--secret-file", type=FILE, help="File with the course's secret. Default: the one in RUN.")
@exercises_option
@solutions_option
@course_option
def explain(
    run: Path,
    student: str,
    check: str,
    secret_file: Path | None,
    exercises: Path | None,
    solutions: Path | None,
    course: Path | None,
) -> None:
    """Ask STUDENT's submission in RUN one CHECK again, with its own inputs, and show them.

    \b
    Examples:
        grader explain grades/ "ada lovelace" pads_with_zeros
        grader explain grades/ ada conv.pads_with_zeros
    """
    from ..classes.explain import explain as ask
    from ..classes.store import Run
    from ..show.terminal.progress import Show
    from ..topics.locate import Where

    with Run(run) as kept:
        ask(kept, student, check, Where(exercises, solutions, course), secret_file, Show(as_json=False))


COMMANDS = (grade, report, gradebook, stats, diff, explain)
