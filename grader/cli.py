"""The command line: the only module that prints or exits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from .errors import GraderError

if TYPE_CHECKING:
    from .topics import Topic

Command = TypeVar("Command", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
PART = click.Choice(["numpy", "torch"])
DEVICE = click.Choice(["auto", "cpu", "cuda", "mps"])


class Commands(click.Group):
    """Turns our errors into one sentence and an exit code, and keeps commands in the order in which they are written."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except GraderError as error:
            click.echo(f"grader: {error}", err=True)
            sys.exit(error.exit_code)

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


exercises_option = click.option(
    "--exercises", type=FOLDER, help="Folder of topics. Default: the nearest exercises/ above."
)
solutions_option = click.option("--solutions", type=FOLDER, help="Folder of solutions. Default: solutions/ beside it.")
course_option = click.option(
    "--course",
    type=FILE,
    help="Course file: topics and points. Default: course.toml beside exercises/, if it is there.",
)
part_option = click.option(
    "--part", "parts", type=PART, multiple=True, help="Only this part. Default: all that can run."
)
device_option = click.option(
    "--device", type=DEVICE, default="cpu", show_default=True, help="Where the torch part computes."
)


def isolation_option(default: str) -> Callable[[Command], Command]:
    """The option with another default for each command."""
    return click.option(
        "--isolation",
        type=click.Choice(["strict", "best", "none"]),
        default=default,
        show_default=True,
        help="How student code is confined: every layer or refuse, what this machine offers, or hardly at all.",
    )


# Where layers are known to exist, what counts is graded behind all of them.
FOR_THE_RECORD = "strict" if sys.platform == "linux" else "best"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="chainrule", prog_name="grader")
def main() -> None:
    """Set, check and grade deep-learning exercises written from scratch."""


@main.command()
@click.argument("topics", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON report a line instead of text.")
@part_option
@device_option
@exercises_option
@course_option
@isolation_option("best")
def check(
    topics: tuple[str, ...],
    as_json: bool,
    parts: tuple[str, ...],
    device: str,
    exercises: Path | None,
    course: Path | None,
    isolation: str,
) -> NoReturn:
    """Check your own solutions in this workspace, TOPICS or all of them.

    Exit status: 0 everything passed, 1 not everything, 2 wrong usage, 3 our fault.

    \b
    Examples:
        grader check
        grader check softmax_cross_entropy --part numpy
    """
    runnable = _runnable(parts)
    from . import commands
    from .report import exit_code

    reports = commands.check(
        topics, commands.Where(exercises, None, course), runnable, device, isolation, commands.Show(as_json)
    )
    sys.exit(exit_code(reports))


@main.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--topic", required=True, help="The topic to judge it in.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the report is printed.",
)
@click.option("--secret-file", type=FILE, help="File with the course's secret, from which hidden inputs are drawn.")
@part_option
@device_option
@isolation_option(FOR_THE_RECORD)
@exercises_option
@solutions_option
@course_option
def judge(
    submission: Path,
    topic: str,
    form: str,
    secret_file: Path | None,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    exercises: Path | None,
    solutions: Path | None,
    course: Path | None,
) -> NoReturn:
    """Judge one SUBMISSION (file, folder, notebook or zip) against the hidden solution.

    Exit status: 0 everything passed, 1 not everything, 2 wrong usage, 3 our fault.

    \b
    Examples:
        grader judge handed_in.zip --topic batch_norm --secret-file ~/course.secret
        grader judge softmax.ipynb --topic softmax_cross_entropy --format json
    """
    runnable = _runnable(parts)
    from . import commands
    from .report import exit_code

    [chosen] = commands.Where(exercises, solutions, course).topics((topic,), secret=True)
    report = commands.judge(submission, chosen, secret_file, runnable, device, isolation, commands.Show(form == "json"))
    sys.exit(exit_code([report]))


@main.command()
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
@click.option("--per-student", is_flag=True, help="Other hidden inputs for each submission.")
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
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    exercises: Path | None,
    solutions: Path | None,
    course: Path | None,
) -> NoReturn:
    """Grade every submission in the folder SUBMISSIONS.

    Each folder, zip, notebook or Python file in it is one submission, named by its name. A bad submission never stops the
    others. Exit status: 0 all were graded, 2 wrong usage, 3 a check of ours is broken.

    \b
    Examples:
        grader grade handed_in/ --out grades/ --secret-file ~/course.secret
        grader grade handed_in/ --out grades/ --topic batch_norm --part numpy --jobs 4
    """
    from . import commands

    parts = commands.runnable(parts)
    sys.exit(
        commands.grade(
            submissions,
            out,
            topics,
            commands.Where(exercises, solutions, course),
            secret_file,
            per_student,
            parts,
            device,
            isolation,
            jobs,
        )
    )


@main.command()
@click.argument("topics", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a generated file is not current.")
@exercises_option
@solutions_option
def build(topics: tuple[str, ...], only_check: bool, exercises: Path | None, solutions: Path | None) -> NoReturn:
    """Generate skeletons and answers.npz from the solutions of TOPICS, or of all.

    \b
    Examples:
        grader build batch_norm
        grader build --check
    """
    from . import commands

    sys.exit(commands.build(_with_solutions(topics, exercises, solutions), write=not only_check))


@main.command()
@click.argument("topics", nargs=-1)
@part_option
@exercises_option
@solutions_option
def verify(topics: tuple[str, ...], parts: tuple[str, ...], exercises: Path | None, solutions: Path | None) -> NoReturn:
    """Prove that TOPICS, or all, are sound: right code passes, each mistake fails its own check and gets its own hint.

    \b
    Examples:
        grader verify
        grader verify batch_norm --part numpy
    """
    from . import commands

    sys.exit(commands.verify(_with_solutions(topics, exercises, solutions), _runnable(parts)))


@main.command()
@click.argument("topic")
@exercises_option
@solutions_option
def new(topic: str, exercises: Path | None, solutions: Path | None) -> None:
    """Write the two folders of a new TOPIC, with a small example to replace.

    \b
    Example:
        grader new layer_norm && grader verify layer_norm
    """
    from . import commands

    commands.new(topic, exercises, solutions)


def _with_solutions(topics: tuple[str, ...], exercises: Path | None, solutions: Path | None) -> list[Topic]:
    """Topics to be made or proved: as they are, whatever a course changes in them."""
    from . import commands
    from .course import UNCHANGED

    return commands.Where(exercises, solutions).topics(topics, secret=True, course=UNCHANGED)


def _runnable(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that can run here; what will run them starts at once, before this process imports its own libraries."""
    from . import launch
    from .checks import PARTS

    launch.warm(parts or PARTS)
    from . import commands

    return commands.runnable(parts)
