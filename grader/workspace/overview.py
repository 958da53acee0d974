"""`grader`, `grader list` and `grader solved`: print the progress, the topics, and the versions that passed.

These commands must start fast, so this module imports no NumPy.
"""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from ..show.terminal.console import out
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.text import plural, points
from .folder import Workspace, todo
from .points import points_of_parts
from .progress import PartProgress, all_parts, course_order

BAR = 20  # characters of a bar
WIDE = 80  # characters; a narrower terminal shows no bars


def status(workspace: Workspace) -> None:
    """Print a line with a bar for each topic, and the next step."""
    parts = all_parts(workspace)
    rows = []
    for name in dict.fromkeys(part.topic for part in parts):
        of_topic = [part for part in parts if part.topic == name]
        earned, possible = sum(part.run.score for part in of_topic if part.run), sum(part.points for part in of_topic)
        bar = _bar(earned / possible if possible else 0.0)
        score = Text(f"{points(earned)}/{points(possible)}")
        rows.append([Text(name, "bold"), score, bar, _open_checks(of_topic)])
    if out.width < WIDE:
        rows = [[*row[:2], row[3]] for row in rows]  # without the bar
    table = Table.grid(padding=(0, 2))
    # The last column gets the width that the other columns and the padding leave.
    taken = sum(2 + max(row[column].cell_len for row in rows) for column in range(len(rows[0]) - 1)) if rows else 0
    for row in rows:
        row[-1].truncate(max(out.width - taken, 1), overflow="ellipsis")
        table.add_row(*row)
    out.print(table)
    out.print(_next_step(parts), soft_wrap=True)


def topics(workspace: Workspace) -> None:
    """Print all topics with their titles, parts and points."""
    table = Table.grid(padding=(0, 2))
    maximum = points_of_parts(workspace)
    for name in course_order(workspace.exercises):
        topic = Topic(name, workspace.exercises / name)
        parts = [f"{part} {points(maximum_of_part)}" for part, maximum_of_part in maximum[name].items()]
        table.add_row(Text(name, "bold"), Text(topic.title), Text(", ".join(parts) + " points", "dim"))
    out.print(table)


def solved(workspace: Workspace, topic: str, number: int | None) -> None:
    """List the versions that passed every check, of one topic or (with an empty name) of all.

    With `number`, print the text of that version. Numbers start at 1. Raises UsageError for an unknown number.
    """
    versions = workspace.history.solved(topic and course_order(workspace.exercises, [topic])[0])
    if number is not None:
        if not 1 <= number <= len(versions):
            raise UsageError(f"there is no version {number}: `grader solved` lists {plural(len(versions), 'version')}")
        out.print(Text(versions[number - 1].text), soft_wrap=True)
        return
    if not versions:
        out.print(Text("nothing is solved yet: a version that passes every check of its part is kept here"))
    for index, version in enumerate(versions, 1):
        lines = plural(len(version.text.splitlines()), "line")
        out.print(Text(f"{index:3}  {version.time.replace('T', ' ')}  {version.topic} {version.part}  {lines}"))


def relative(path: Path) -> Path:
    """Return the path relative to the current folder if the folder contains it, otherwise the path itself."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _bar(share: float) -> Text:
    full = int(share * BAR + 1e-9)
    return Text("█" * full, "green").append("░" * (BAR - full), "dim")


def _open_checks(parts: list[PartProgress]) -> Text:
    """Return how many checks passed, for each part of a topic that is not done."""
    if all(part.run is None for part in parts):
        return Text("not checked yet", "dim")
    counts = []
    for part in parts:
        if part.run is None:
            counts.append(f"{part.part} not checked")
        elif not part.done:
            changed = "" if part.current else ", changed since"
            counts.append(f"{part.part} {part.run.passed} of {part.run.checks} checks{changed}")
    return Text("; ".join(counts) or "done", "dim" if counts else "green")


def _next_step(parts: list[PartProgress]) -> Text:
    """Return the next step in the first part that is not done: a function to write, or a claim to make true."""
    part = next((part for part in parts if not part.done), None)
    if part is None:
        return Text("All done. `grader submit` makes the zip to hand in.", "bold green")
    file, check = relative(part.file), f"grader check {part.topic} --part {part.part}"
    if not part.file.exists():
        reset = f"`grader reset {part.topic} --part {part.part}`"
        return Text(f"Next: {file} is missing; {reset} brings its skeleton back")
    if unwritten := todo(part.file):
        task = relative(part.file.parent / "README.md")
        return Text(f"Next: {file}:{unwritten.line} {unwritten.name}; the task is in {task}")
    if part.run is not None and part.current and part.run.first:
        return Text(f"Next: {file}: {part.run.first}\n      {check}")
    return Text(f"Next: {check}")
