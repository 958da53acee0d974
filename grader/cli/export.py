"""The commands that export topics to learning platforms, which then grade by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..exports import EXPORTS
from ..values.reveal import REVEALED
from .options import FILE, FOLDER, Command, course_option, exercises_option, part_option, solutions_option

Fields = Any  # the values of the options, by name: the fields of a Request
# Decorators of click. They take and return functions and commands of any type.
_SHARED: tuple[Callable[[Any], Any], ...] = (
    click.argument("topics", nargs=-1),
    click.option(
        "--secret-file",
        type=FILE,
        help="File with the course's secret. Hidden inputs are drawn from it. Default: a new secret for this export.",
    ),
    click.option(
        "--reveal",
        type=click.Choice(REVEALED),
        help="Detail that students see about failed checks. Default: the level in the course file, else hint.",
    ),
    click.option(
        "--minutes",
        type=click.FloatRange(min=1),
        default=10,
        show_default=True,
        help="Time limit of a submission. Set the same limit on the platform.",
    ),
    click.option(
        "--isolation",
        type=click.Choice(["strict", "best", "none"]),
        default="best",
        show_default=True,
        help="Confinement of student code on the platform. With best, nothing is graded if the code could read the solutions.",
    ),
    click.option(
        "--torch-index",
        default="",
        metavar="URL",
        help="Index of torch's builds for the CPU. PyTorch's installation page names its address.",
    ),
    click.option("--wheels", type=FOLDER, help="Folder of packages to include, for a platform without a network."),
    part_option,
    exercises_option,
    solutions_option,
    course_option,
)


def bundle_options(command: Command) -> Command:
    """Add the arguments and options that every export has. They are the fields of exports.request.Request."""
    for declare in reversed(_SHARED):
        command = declare(command)
    return command


@click.group()
def export() -> None:
    """Export topics to a platform that then grades by itself.

    Each platform has its own command.

    \b
    Examples:
        grader export gradescope batch_norm --out batch_norm.zip --secret-file ~/course.secret
        grader export gradescope --help
    """


@export.command()
@click.option(
    "--out", type=FILE, required=True, help="The zip to write. It contains the solutions, so do not publish it."
)
@click.option(
    "--visibility",
    type=click.Choice(["visible", "hidden", "after_due_date", "after_published"]),
    default="after_published",
    show_default=True,
    help="When students see the checks that they do not have at home.",
)
@click.option("--leaderboard", is_flag=True, help="Show the points of all students to all students.")
@bundle_options
def gradescope(out: Path, visibility: str, leaderboard: bool, **fields: Fields) -> None:
    """Write the zip to upload as a Gradescope autograder for TOPICS (default: all topics of the course).

    \b
    Examples:
        grader export gradescope batch_norm --out batch_norm.zip --secret-file ~/course.secret
        grader export gradescope conv lstm --part numpy --out week5.zip --reveal category --minutes 20
    """
    from .. import exports
    from ..exports.request import Request

    exports.write("gradescope", Request(**fields).bundle(visibility=visibility, leaderboard=leaderboard), out)


def _command(platform: str, output: str) -> click.Command:
    """Return the command of a platform whose export is a folder and which has no options of its own."""

    @click.option("--out", type=FOLDER, required=True, help="The folder to write. It must not exist yet.")
    @bundle_options
    def write(out: Path, **fields: Fields) -> None:
        from .. import exports
        from ..exports.request import Request

        # Otter's students get the recordings that stand in this folder.
        more = {"exercises": fields["exercises"]} if platform == "otter" else {}
        exports.write(platform, Request(**fields).bundle(), out, **more)

    text = f"""Write {output} for TOPICS (default: all topics of the course) into a folder.

    docs/platforms.md describes the next steps.

    \b
    Example:
        grader export {platform} batch_norm --out {platform}/ --secret-file ~/course.secret
    """
    return click.command(platform, help=text)(write)


for platform, output in EXPORTS.items():
    if platform not in export.commands:
        export.add_command(_command(platform, output))

COMMANDS = (export,)
