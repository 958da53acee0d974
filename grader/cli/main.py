"""The command `grader`: the group of all commands, which turns errors into messages and exit codes.

The commands print and exit in cli/ and in the modules that carry them out, in workspace/, classes/ and exports/.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ..show.terminal.streams import print_anywhere
from ..values.errors import GraderError, UsageError
from ..values.reveal import REVEALED
from . import classes, export
from . import student as cli_student
from .options import (
    FILE,
    FOR_THE_RECORD,
    PART,
    PLATFORMS,
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

if TYPE_CHECKING:
    from ..topics.topic import Topic


class Commands(click.Group):
    """A group of commands. It prints an expected error as one message and exits with the error's code.

    Help lists the commands in the order in which they were added.
    """

    def invoke(self, context: click.Context) -> object:
        """Run a command. Exits with the code of a GraderError, or with 2 for an OSError that names a file."""
        print_anywhere()
        try:
            return super().invoke(context)
        except GraderError as error:
            click.echo(f"grader: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:  # for example a read-only folder, or a full disk
            if error.filename is None:
                raise
            click.echo(f"grader: {error.filename}: {error.strerror}", err=True)
            sys.exit(2)

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands in the order in which they were added."""
        return list(self.commands)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="chainrule", prog_name="grader")
@click.pass_context
def main(context: click.Context) -> None:
    """Set, check and grade deep-learning exercises written from scratch.

    Without a command, print your progress in this workspace and the next step.
    """
    if context.invoked_subcommand is None:
        from ..workspace import folder, overview

        overview.status(folder.find(Path.cwd()))


for command in cli_student.COMMANDS:
    main.add_command(command)


@main.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--topic", required=True, help="The topic of the submission.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", *PLATFORMS]),
    default="text",
    show_default=True,
    help="Format of the report: text for people, JSON with everything, or the format of a learning platform.",
)
@click.option(
    "--reveal",
    type=click.Choice(REVEALED),
    default="numbers",
    show_default=True,
    help="Detail about failed checks in a platform's format.",
)
@click.option("--user", default="", help="The platform's id of the student. Only --format lti needs it.")
@click.option(
    "--secret-file",
    type=FILE,
    help="File with the course's secret. Hidden inputs are drawn from it. Default: the public inputs that students have.",
)
@part_option
@device_option
@isolation_option(FOR_THE_RECORD)
@exercises_option
@solutions_option
@course_option
@adapter_option
def judge(
    submission: Path,
    topic: str,
    form: str,
    reveal: str,
    user: str,
    secret_file: Path | None,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    exercises: Path | None,
    solutions: Path | None,
    course: Path | None,
    adapter: Path | None,
) -> NoReturn:
    """Judge one SUBMISSION against the hidden solution.

    It is a file, a folder, a notebook or a zip.

    Exit status: 0 all checks passed, 1 some did not, 2 wrong usage, 3 an error in the grader.

    \b
    Examples:
        grader judge handed_in.zip --topic batch_norm --secret-file ~/course.secret
        grader judge softmax.ipynb --topic softmax_cross_entropy --format json
        grader judge handed_in.zip --topic conv --format junit > junit.xml
        grader judge layers.py --topic conv --adapter adapters/cs231n_style.py
    """
    can_run = start_parts(parts)
    from ..show.terminal.progress import Show
    from ..topics.locate import Where
    from ..values.report import exit_code
    from . import commands

    [chosen] = Where(exercises, solutions, course).topics((topic,), secret=True)
    if form == "lti" and not user:
        raise UsageError("--format lti needs the platform's id of the student: --user ID")
    show = Show(as_json=form == "json", platform=form if form in PLATFORMS else "", reveal=reveal, user=user)
    report = commands.judge(
        submission,
        chosen,
        secret=secret_file,
        parts=can_run,
        device=device,
        isolation=isolation,
        adapter=adapter,
        show=show,
    )
    sys.exit(exit_code([report]))


for command in (*classes.COMMANDS, *export.COMMANDS):
    main.add_command(command)


@main.command()
@click.argument("topics", nargs=-1)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing. Exit with 1 if a generated file is not current."
)
@jobs_option("topics built")
@exercises_option
@solutions_option
def build(
    topics: tuple[str, ...], only_check: bool, jobs: int | None, exercises: Path | None, solutions: Path | None
) -> NoReturn:
    """Generate the skeletons and recordings of TOPICS.

    They are made of the solutions. Without TOPICS, all topics are built. The sizes of the recordings are printed, with
    the largest answers.

    \b
    Examples:
        grader build batch_norm
        grader build --check
    """
    from . import commands

    sys.exit(commands.build(_with_solutions(topics, exercises, solutions), write=not only_check, jobs=jobs))


@main.command()
@click.argument("topics", nargs=-1)
@part_option
@click.option(
    "--mistake", "mistakes", multiple=True, metavar="ID", help="Prove this mistake alone. May be given several times."
)
@click.option(
    "--mutants", is_flag=True, help="Put all machine-made variants of the solutions through the checks too (minutes)."
)
@jobs_option("pieces proved")
@exercises_option
@solutions_option
def verify(
    topics: tuple[str, ...],
    parts: tuple[str, ...],
    mistakes: tuple[str, ...],
    mutants: bool,
    jobs: int | None,
    exercises: Path | None,
    solutions: Path | None,
) -> NoReturn:
    """Prove that TOPICS (default: all topics) are sound.

    Right code passes every check. Each mistake fails its own check and gets its own hint.

    \b
    Examples:
        grader verify
        grader verify batch_norm --part numpy
        grader verify batch_norm --mistake divided_by_variance
        grader verify batch_norm --mutants
    """
    from ..show.terminal.parts import runnable
    from . import commands

    if mutants and mistakes:
        raise UsageError("--mistake proves single mistakes alone: leave --mutants out")
    chosen = _with_solutions(topics, exercises, solutions)
    sys.exit(commands.verify(chosen, runnable(parts), mistakes, mutants=mutants, jobs=jobs))


@main.command()
@click.argument("topic")
@click.option("--part", "parts", type=PART, multiple=True, help="Only this part. Default: all parts.")
@click.option("--like", default="", metavar="OTHER", help="Copy the topic OTHER in place of the small example.")
@exercises_option
@solutions_option
def new(topic: str, parts: tuple[str, ...], like: str, exercises: Path | None, solutions: Path | None) -> NoReturn:
    """Write and build the folders of a new TOPIC, which passes `grader verify` at once.

    It has one small example of each file: README, checks, hints, pictures, drivers, the solution, mistakes, right code, and
    the topic's tests if there is a folder tests/. Replace them step by step.

    With --like the new topic is a copy of OTHER under the new name, with all of these files. Names of files and the title
    of the README change; functions, checks and texts stay as they are until you edit them.

    \b
    Examples:
        grader new layer_norm && grader verify layer_norm
        grader new dropout --part numpy
        grader new graph_conv --like conv
    """
    from . import commands

    sys.exit(commands.new(topic, parts=parts, like=like, exercises=exercises, solutions=solutions))


def _with_solutions(topics: tuple[str, ...], exercises: Path | None, solutions: Path | None) -> list[Topic]:
    """Return topics with their solutions. A course file is ignored: topics are built and verified unchanged."""
    from ..course.course import UNCHANGED
    from ..topics.locate import Where

    return Where(exercises, solutions).topics(topics, secret=True, course=UNCHANGED)
