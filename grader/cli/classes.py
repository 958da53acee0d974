"""The commands for grading a class."""

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
    jobs_option,
    part_option,
    solutions_option,
    start_parts,
)

RUN = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=FOLDER,
    required=True,
    help="Folder for grades.csv, and for a JSON report on each submission and topic.",
)
@click.option(
    "--topic",
    "topics",
    multiple=True,
    help="Only this topic. Default: the topics of the course file, else all topics with a solution.",
)
@jobs_option("submissions judged")
@click.option(
    "--secret-file",
    type=FILE,
    help="File with the course's secret. Hidden inputs are drawn from it. Default: a new secret in the --out folder.",
)
@click.option("--per-student", is_flag=True, help="Draw different hidden inputs for each student.")
@click.option(
    "--again",
    is_flag=True,
    help="Judge all submissions again. Default: only submissions and topics that changed since the last time.",
)
@click.option(
    "--add",
    is_flag=True,
    help="Add to the submissions graded before. Default: SUBMISSIONS is the whole class, and who is not there has no grade.",
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
    add: bool,
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

    Each folder, zip, notebook or Python file in SUBMISSIONS is one submission, which gets its name. A bad submission never
    stops the others. Every report is stored at once. If the command is interrupted, run it again: it
    continues, and judges only what is new or has changed.

    SUBMISSIONS is the whole class: a student who was there before and is not there now has a row without a grade. With
    --add the submissions are added, for example Tuesday's zip to Monday's. --topic replaces the grades of that topic
    alone.

    Exit status: 0 all submissions were graded, 2 wrong usage, 3 a check is broken, 130 interrupted.

    \b
    Examples:
        grader grade handed_in/ --out grades/ --secret-file ~/course.secret
        grader grade handed_in/ --out grades/ --topic batch_norm --part numpy --jobs 4
        grader grade handed_in_later/ --out grades/ --add
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
        add=add,
        whole_course=not topics,
        roster=roster,
    )
    sys.exit(grade_class(settings))


@click.command()
@click.argument("run", type=RUN)
@course_option
def report(run: Path, course: Path | None) -> NoReturn:
    """Write the grades and reports of RUN again without judging.

    This is useful after a change of the late rules, for example. The course file is --course, or else the file with which
    RUN was graded, in its present state.

    \b
    Examples:
        grader report grades/
        grader report grades/ --course course.toml
    """
    from ..classes import outputs
    from ..classes.entries import course_of
    from ..classes.store import Run

    with Run(run) as opened:
        sys.exit(outputs.write(opened, run, course_of(opened, course)))


@click.command()
@click.argument("run", type=RUN)
@click.argument("platform", type=click.Choice(["plain", "canvas", "moodle", "moodle-worksheet", "lti"]))
@click.option("--out", type=FILE, required=True, help="The file to write.")
@click.option(
    "--title", default="Exercises", show_default=True, help="Name of the assignment or column on the platform."
)
@click.option("--topic", help="Only the scores of this topic. Default: the sum over all topics.")
@click.option(
    "--out-of",
    type=click.FloatRange(min=0, min_open=True),
    help="Maximum of points on the platform. Default: the points of the run.",
)
@click.option("--key", help="Column that identifies a student: a heading that the platform's import accepts.")
@click.option(
    "--fill", type=FILE, help="A file exported by the platform. The scores are filled into its column --title."
)
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
    """Write the scores of RUN as a file that PLATFORM imports.

    The students who are not in the file are listed.

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
    """Print the points and the pass rates of RUNS.

    Each check is listed with its pass rate and its most frequent cause of failure. Several RUNS stand side by side.

    \b
    Examples:
        grader stats grades/
        grader stats 2025/grades 2026/grades
    """
    from ..classes.store import Run
    from ..show.terminal import runs as tables
    from ..show.terminal.console import out

    classes = {}
    for folder in runs:
        with Run(folder) as run:
            classes[str(folder)] = [report for by_topic in run.reports().values() for report in by_topic.values()]
    out.print(tables.rates(classes))


@click.command()
@click.argument("before", type=RUN)
@click.argument("after", type=RUN)
def diff(before: Path, after: Path) -> NoReturn:
    """List the differences between two runs, and their reasons.

    If a topic has other checks in the second run, this is said first. A check with a new name is compared under both names.

    Exit status: 0 no differences, 1 differences.

    \b
    Example:
        grader diff grades/ regraded/
    """
    from ..classes.compare import between, checks_between
    from ..classes.store import Run
    from ..show.terminal import runs as tables
    from ..show.terminal.console import out

    with Run(before) as first, Run(after) as second:
        changed = checks_between(first, second)
        differences = between(first, second, changed)
    if changed:
        out.print(tables.other_checks(changed), soft_wrap=True)
    if not differences:
        out.print("no status and no score differs")
        sys.exit(0)
    out.print(tables.changed(differences))
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
    """Run one CHECK again on a STUDENT's submission.

    The inputs are those of RUN, and they are printed.

    \b
    Examples:
        grader explain grades/ "ada lovelace" pads_with_zeros
        grader explain grades/ ada conv.pads_with_zeros
    """
    from ..classes.explain import explain as run_again
    from ..classes.store import Run
    from ..show.terminal.progress import Show
    from ..topics.locate import Where

    with Run(run) as opened:
        run_again(opened, student, check, Where(exercises, solutions, course), secret_file, Show(as_json=False))


COMMANDS = (grade, report, gradebook, stats, diff, explain)
