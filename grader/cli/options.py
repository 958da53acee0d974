"""Options that several commands have, each declared once."""

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
# The formats of show/platforms/formats.py, by name: they are not imported for a list of options.
PLATFORMS = "autolab coderunner github-classroom gradescope html junit lti markdown prairielearn vpl xqueue".split()
DEVICE = click.Choice(["auto", "cpu", "cuda", "mps"])

exercises_option = click.option(
    "--exercises", type=FOLDER, help="Folder of topics. Default: the nearest exercises/ above."
)
solutions_option = click.option("--solutions", type=FOLDER, help="Folder of solutions. Default: solutions/ beside it.")
course_option = click.option(
    "--course",
    type=FILE,
    help="Course file: topics and points. Default: course.toml beside exercises/, if it is there.",
)
adapter_option = click.option(
    "--adapter", type=FILE, help="File that maps another course's names and conventions onto the exercises."
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


def names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Topics that were written with commas between them."""
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


def start_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that can run here; what will run them starts at once, before this process imports its own libraries."""
    from ..sandbox import launch

    launch.warm(parts or PARTS)
    from ..show.terminal import parts as shown

    return shown.runnable(parts)
