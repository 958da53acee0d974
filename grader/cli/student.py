"""The commands that students use in their workspace."""

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
    "--from", "source", type=FOLDER, help="Folder of topics to copy from. Default: the topics in the package."
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--topics", callback=names, help="Only these topics, separated by commas. Default: all.")
@click.option("--notebooks", is_flag=True, help="One notebook for each topic, in place of its Python files.")
@source_option
def start(folder: Path, topics: tuple[str, ...], notebooks: bool, source: Path | None) -> None:
    """Set up a workspace in FOLDER.

    It contains the exercises, and the settings with which editors show their checks. Existing files are never changed.

    \b
    Examples:
        grader start deep-learning
        grader start . --topics backprop,conv
        grader start notebooks --notebooks
    """
    from ..workspace import setting_up

    setting_up.start(folder, topics, source, notebooks=notebooks)


@click.command()
@source_option
def update(source: Path | None) -> None:
    """Update the exercises in this workspace. Your code stays, and a newer skeleton is put beside it as a new file.

    \b
    Example:
        pip install --upgrade chainrule && grader update
    """
    from ..workspace import folder as workspace
    from ..workspace import setting_up

    setting_up.update(workspace.find(Path.cwd()), source)


@click.command("list")
def list_() -> None:
    """List the topics of this workspace with their parts and points.

    \b
    Example:
        grader list
    """
    from ..workspace import folder as workspace
    from ..workspace import overview

    overview.topics(workspace.find(Path.cwd()))


@click.command()
@click.argument("topics", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print reports as JSON, one on each line, instead of text.")
@click.option("--all", "everything", is_flag=True, help="Check topics too in which nothing is written yet.")
@click.option("-k", "matching", default="", metavar="TEXT", help="Only checks with TEXT in their name or claim.")
@click.option(
    "--in-process",
    is_flag=True,
    help="Run your code in this process, so that breakpoint() works. Then it has no time limit and no isolation.",
)
@click.option(
    "--pdb", "debugger", is_flag=True, help="Like --in-process, and open the debugger where your code raises."
)
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
    """Check your code in this workspace.

    Name topics (TOPIC) or single checks (TOPIC.CHECK). Without names, all topics that you have begun are checked.

    Exit status: 0 all checks passed, 1 some did not, 2 wrong usage, 3 an error in the grader.

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
    """Check TOPICS again on every save.

    The first check that does not pass is shown. Without TOPICS all topics are watched, and the first unfinished part is
    checked first. If the output is not a terminal, or if GRADER_PLAIN is set, each report is printed as text.

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
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write. Default: in the folder .grader."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
def show(topic: str, parts: tuple[str, ...], device: str, out: Path | None, open_browser: bool) -> None:
    """Write a page of pictures of what your code computes.

    It shows your training curves of TOPIC, too, beside those of the reference.

    The page needs jinja2, and its pictures need matplotlib: pip install 'chainrule[show]'.

    \b
    Example:
        grader show conv --open
    """
    can_run = start_parts(parts)
    from ..workspace import checking

    checking.show(topic, can_run, device, out, open_browser=open_browser)


@click.command()
@click.argument("name", metavar="TOPIC[.CHECK]")
@part_option
def hint(name: str, parts: tuple[str, ...]) -> None:
    """Print a hint for one check.

    It is the first check of TOPIC that does not pass, or CHECK.

    There are three hints: the idea, the formula, and the shape of the code. Each call shows one more. If your mistake is
    a known one, its own hint is shown instead.

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
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The zip to write. Default: submission.zip in this folder.",
)
def submit(topics: tuple[str, ...], out: Path | None) -> None:
    """Make one zip to hand in.

    It holds your files of TOPICS (default: all topics) and a manifest, and nothing else.

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
@click.option("--part", type=PART, help="Only this part. Default: all parts.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def reset(topic: str, part: str | None, yes: bool) -> None:
    """Start TOPIC again from its skeleton. Your files are kept as backups.

    \b
    Example:
        grader reset conv --part numpy
    """
    from ..workspace import folder as workspace
    from ..workspace import setting_up

    setting_up.reset(workspace.find(Path.cwd()), topic, part, lambda question: yes or click.confirm(question))


@click.command()
@click.argument("topic", default="")
@click.option("--show", "number", type=int, metavar="N", help="Print version N of the list.")
def solved(topic: str, number: int | None) -> None:
    """List your versions that passed every check, with their dates. Only those of TOPIC, if given.

    \b
    Examples:
        grader solved
        grader solved conv --show 1
    """
    from ..workspace import folder as workspace
    from ..workspace import overview

    overview.solved(workspace.find(Path.cwd()), topic, number)


COMMANDS = (start, list_, check, watch, hint, show, submit, solved, reset, update)
