"""The commands of students."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from .options import (
    FOLDER,
    PART,
    course_option,
    device_option,
    exercises_option,
    isolation_option,
    names,
    part_option,
    start_parts,
)

source_option = click.option(
    "--from", "source", type=FOLDER, help="Folder of topics to take. Default: those that came with the package."
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--topics", callback=names, help="Only these, with commas between them. Default: all.")
@click.option("--notebooks", is_flag=True, help="A notebook for each topic, in the place of its two files.")
@source_option
def start(folder: Path, topics: tuple[str, ...], notebooks: bool, source: Path | None) -> None:
    """Lay out a workspace in FOLDER: exercises, and what editors need to show their checks. Nothing that is there is changed.

    \b
    Examples:
        grader start deep-learning
        grader start . --topics backprop,conv
        grader start notebooks --notebooks
    """
    from ..workspace import progress

    progress.start(folder, topics, source, notebooks=notebooks)


@click.command()
@source_option
def update(source: Path | None) -> None:
    """Bring newer versions of the exercises into this workspace. What you wrote stays; newer skeletons are put beside it.

    \b
    Example:
        pip install --upgrade chainrule && grader update
    """
    from ..workspace import folder as workspace
    from ..workspace import progress

    progress.update(workspace.find(Path.cwd()), source)


@click.command("list")
def list_() -> None:
    """All topics of this workspace, with their parts and points.

    \b
    Example:
        grader list
    """
    from ..workspace import folder as workspace
    from ..workspace import progress

    progress.listing(workspace.find(Path.cwd()))


@click.command()
@click.argument("topics", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON report a line instead of text.")
@click.option("--all", "everything", is_flag=True, help="Also topics in which nothing is written yet.")
@click.option("-k", "matching", default="", metavar="TEXT", help="Only checks with TEXT in their name or claim.")
@click.option(
    "--in-process", is_flag=True, help="Run your code in this process, so that breakpoint() works. No limits hold."
)
@click.option("--pdb", "debugger", is_flag=True, help="The same, and open the debugger where your code raises.")
@part_option
@device_option
@exercises_option
@course_option
@isolation_option("best")
def check(
    topics: tuple[str, ...],
    as_json: bool,
    everything: bool,
    matching: str,
    in_process: bool,
    debugger: bool,
    parts: tuple[str, ...],
    device: str,
    exercises: Path | None,
    course: Path | None,
    isolation: str,
) -> NoReturn:
    """Check your own solutions in this workspace: TOPICS, single checks (TOPIC.CHECK), or all that you have begun.

    Exit status: 0 everything passed, 1 not everything, 2 wrong usage, 3 our fault.

    \b
    Examples:
        grader check
        grader check softmax_cross_entropy --part numpy
        grader check conv -k padding
        grader check backprop.adds_up_over_all_uses --pdb
    """
    can_run = start_parts(parts)
    from ..show.terminal.progress import Show
    from ..topics.locate import Where
    from ..values.report import exit_code
    from ..workspace import checking

    choice = checking.Choice(
        topics=topics,
        everything=everything,
        matching=matching,
        parts=can_run,
        device=device,
        isolation=isolation,
        in_process=in_process,
        debugger=debugger,
    )
    reports = checking.check(choice, Where(exercises, None, course), Show(as_json))
    sys.exit(exit_code(reports))


@click.command()
@click.argument("topics", nargs=-1)
@part_option
@device_option
@course_option
@isolation_option("best")
def watch(topics: tuple[str, ...], parts: tuple[str, ...], device: str, course: Path | None, isolation: str) -> None:
    """Check TOPICS again on every save, and show the first thing that is wrong. Without TOPICS: all, beginning with the next.

    Where the output is no terminal, or GRADER_PLAIN is set, each check is printed as text.

    \b
    Examples:
        grader watch conv
        grader watch lstm --part torch
    """
    can_run = start_parts(parts)
    from ..topics.locate import Where
    from ..workspace import folder as workspace
    from ..workspace import watching

    chosen = Where(course=course).topics(topics, secret=False)
    here = workspace.find(Path.cwd())
    watching.Watch(here, chosen, parts=can_run, device=device, isolation=isolation).run()


@click.command()
@click.argument("topic")
@part_option
@device_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The page. Default: in the folder .grader."
)
@click.option("--open", "look", is_flag=True, help="Open it in a browser.")
def show(topic: str, parts: tuple[str, ...], device: str, out: Path | None, look: bool) -> None:
    """Write a page with pictures of what your code of TOPIC computes, beside the reference's, and its training curves.

    The page needs jinja2, and its pictures need matplotlib: pip install 'chainrule[show]'.

    \b
    Example:
        grader show conv --open
    """
    can_run = start_parts(parts)
    from ..workspace import checking

    checking.show(topic, can_run, device, out, look)


@click.command()
@click.argument("name", metavar="TOPIC[.CHECK]")
@part_option
def hint(name: str, parts: tuple[str, ...]) -> None:
    """What helps with the first check of TOPIC that does not pass, or with CHECK: idea, formula, shape of the code.

    Each call shows one more. A mistake that is recognized has a hint of its own. What was shown is noted in the zip that
    `grader submit` makes.

    \b
    Examples:
        grader hint conv
        grader hint batch_norm.puts_eps_under_the_root
    """
    can_run = start_parts(parts)
    from ..workspace import checking

    checking.hint(name, can_run)


@click.command()
@click.argument("topics", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The zip. Default: submission.zip here.")
def submit(topics: tuple[str, ...], out: Path | None) -> None:
    """Make one zip to hand in: your files of TOPICS, or of all, and a manifest. Nothing else is in it.

    \b
    Examples:
        grader submit
        grader submit conv lstm --out week3.zip
    """
    from ..workspace import folder as workspace
    from ..workspace import hand_in

    hand_in.make(workspace.find(Path.cwd()), topics, out or Path("submission.zip"))


@click.command()
@click.argument("topic")
@click.option("--part", type=PART, help="Only this part. Default: both.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(topic: str, part: str | None, yes: bool) -> None:
    """Start a TOPIC again from its skeleton. What you wrote is kept as a backup.

    \b
    Example:
        grader reset conv --part numpy
    """
    from ..workspace import folder as workspace
    from ..workspace import progress

    progress.reset(workspace.find(Path.cwd()), topic, part, lambda question: yes or click.confirm(question))


@click.command()
@click.argument("topic", default="")
@click.option("--show", type=int, metavar="N", help="Print version N.")
def solved(topic: str, show: int | None) -> None:
    """Your own versions that passed every check, of TOPIC or of all, with their dates.

    \b
    Examples:
        grader solved
        grader solved conv --show 1
    """
    from ..workspace import folder as workspace
    from ..workspace import progress

    progress.solved(workspace.find(Path.cwd()), topic, show)


COMMANDS = (start, list_, check, watch, hint, show, submit, solved, reset, update)
