"""Options that several commands share. Each is declared once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ..values.parts import PARTS

Command = TypeVar("Command", bound=Callable[..., object])

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
PART = click.Choice(PARTS)
# The names of the formats in show/platforms/formats.py. They are repeated here, so that a command starts without that module.
PLATFORMS = "autolab coderunner github-classroom gradescope html junit lti markdown prairielearn vpl xqueue".split()
DEVICE = click.Choice(["auto", "cpu", "cuda", "mps"])

exercises_option = click.option(
    "--exercises",
    type=FOLDER,
    help="Folder of topics. Default: exercises/ in this folder or in the nearest folder above.",
)
solutions_option = click.option(
    "--solutions", type=FOLDER, help="Folder of solutions. Default: solutions/ beside the folder of topics."
)
course_option = click.option(
    "--course",
    type=FILE,
    help="Course file with topics and points. Default: course.toml beside exercises/, if it exists.",
)
adapter_option = click.option(
    "--adapter", type=FILE, help="File that maps the names and conventions of another course to the exercises."
)
part_option = click.option(
    "--part", "parts", type=PART, multiple=True, help="Only this part. Default: all parts that can run here."
)
device_option = click.option(
    "--device", type=DEVICE, default="cpu", show_default=True, help="Device on which the torch part computes."
)


def isolation_option(default: str) -> Callable[[Command], Command]:
    """Return the option --isolation. Each command has its own default."""
    return click.option(
        "--isolation",
        type=click.Choice(["strict", "best", "none"]),
        default=default,
        show_default=True,
        help="Confinement of student code: strict refuses to run without every layer, best uses the layers of this machine, "
        "none uses hardly any.",
    )


def jobs_option(what: str) -> Callable[[Command], Command]:
    """Return the option --jobs, where `what` is what each process does, in words."""
    return click.option(
        "--jobs", type=click.IntRange(1), help=f"Number of {what} at the same time. Default: the number of cores."
    )


# The default where grades are made: on Linux every layer is required, since the layers exist there.
FOR_THE_RECORD = "strict" if sys.platform == "linux" else "best"


def names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Split a list of topics at its commas."""
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


def start_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts that can run here. Starts the processes that will run them before this process imports NumPy."""
    from ..sandbox import launch

    launch.warm(parts or PARTS)
    from ..show.terminal.parts import runnable

    return runnable(parts)
