"""The commands that write what learning platforms need to grade by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..exports import EXPORTS
from ..values.reveal import REVEALED
from .options import FILE, FOLDER, Command, course_option, exercises_option, part_option, solutions_option

Fields = Any  # what click collected for a command: the fields of a Request
# Decorators of click, which take and return functions and commands of any form.
_ALWAYS: tuple[Callable[[Any], Any], ...] = (
    click.argument("topics", nargs=-1),
    click.option(
        "--secret-file",
        type=FILE,
        help="File with the course's secret, from which hidden inputs are drawn. Default: one is drawn for this export.",
    ),
    click.option(
        "--reveal",
        type=click.Choice(REVEALED),
        help="What students learn of checks that do not hold. Default: what the course file says, else hint.",
    ),
    click.option(
        "--minutes",
        type=click.FloatRange(min=1),
        default=10,
        show_default=True,
        help="The time limit of a submission, as it is set on the platform.",
    ),
    click.option(
        "--isolation",
        type=click.Choice(["strict", "best", "none"]),
        default="best",
        show_default=True,
        help="How student code is confined there. With best, nothing is graded where it could read the solutions.",
    ),
    click.option(
        "--torch-index",
        default="",
        metavar="URL",
        help="Where torch's builds for the CPU are: the address stands on PyTorch's installation page.",
    ),
    click.option("--wheels", type=FOLDER, help="Folder of packages to take along, where the platform has no network."),
    part_option,
    exercises_option,
    solutions_option,
    course_option,
)


def bundle_options(command: Command) -> Command:
    """The arguments and options that every export has: the fields of exports.request.Request."""
    for declare in reversed(_ALWAYS):
        command = declare(command)
    return command


@click.group()
def export() -> None:
    """Write what a learning platform needs to grade topics by itself: one command a platform.

    \b
    Examples:
        grader export gradescope batch_norm --out batch_norm.zip --secret-file ~/course.secret
        grader export gradescope --help
    """


@export.command()
@click.option("--out", type=FILE, required=True, help="The zip to write. It holds the solutions: keep it to yourself.")
@click.option(
    "--visibility",
    type=click.Choice(["visible", "hidden", "after_due_date", "after_published"]),
    default="after_published",
    show_default=True,
    help="When students see the checks that they do not have at home.",
)
@click.option("--leaderboard", is_flag=True, help="Show everybody's points to everybody.")
@bundle_options
def gradescope(out: Path, visibility: str, leaderboard: bool, **asked: Fields) -> None:
    """Write the zip to upload as a Gradescope autograder for TOPICS, or for all of the course.

    \b
    Examples:
        grader export gradescope batch_norm --out batch_norm.zip --secret-file ~/course.secret
        grader export gradescope conv lstm --part numpy --out week5.zip --reveal category --minutes 20
    """
    from .. import exports
    from ..exports.request import Request

    exports.write("gradescope", Request(**asked).bundle(visibility=visibility, leaderboard=leaderboard), out)


def _folder(platform: str, what: str) -> click.Command:
    """The command of a platform that takes a folder and has no options of its own."""

    @click.option("--out", type=FOLDER, required=True, help="The folder to write; it must not be there yet.")
    @bundle_options
    def write(out: Path, **asked: Fields) -> None:
        from .. import exports
        from ..exports.request import Request

        recorded = {"exercises": asked["exercises"]} if platform == "otter" else {}  # whose students get recordings
        exports.write(platform, Request(**asked).bundle(), out, **recorded)

    text = f"""Write {what} for TOPICS, or for all of the course, into a folder. docs/platforms.md says what to do with it.

    \b
    Example:
        grader export {platform} batch_norm --out {platform}/ --secret-file ~/course.secret
    """
    return click.command(platform, help=text)(write)


for platform, what in EXPORTS.items():
    if platform not in export.commands:
        export.add_command(_folder(platform, what))

COMMANDS = (export,)
