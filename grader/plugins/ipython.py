"""The IPython extension: after `%load_ext grader`, `%check TOPIC` checks the definitions in the notebook's cells."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from ..course import course
from ..judging.judge import judge
from ..judging.setup import at_home
from ..sandbox.spawn import installed
from ..show.pages import render
from ..show.terminal import plain
from ..submissions import notebooks
from ..submissions.home import add_used
from ..topics import catalog
from ..values.errors import GraderError, UsageError
from ..values.parts import PARTS
from ..values.report import Report
from ..values.status import SIGNS
from ..values.text import points
from ..workspace.folder import packaged


class Checked:
    """A report that a notebook displays as HTML, and a terminal as text."""

    def __init__(self, report: Report, title: str) -> None:
        self.report = report
        self.title = title

    def _repr_html_(self) -> str:
        return render("check.html", report=self.report, title=self.title, signs=SIGNS, curves=plain.curves)

    def __repr__(self) -> str:
        lines = [plain.result(result) for result in self.report.results if not result.passed]
        lines += [sentence for part in self.report.parts for sentence in part.builds_on]
        passed = sum(result.passed for result in self.report.results)
        return "\n\n".join(
            [*lines, f"{passed} of {len(self.report.results)} checks pass: {points(self.report.score)} points"]
        )


def check(line: str, cells: list[tuple[str, str]]) -> Checked:
    """Carry out `%check`. `line` has its arguments, and each executed cell is a pair (name, text).

    Raises UsageError for wrong arguments and for an unknown topic.
    """
    # argparse, since `%load_ext grader` imports no click otherwise; its import takes five times as long as argparse's.
    parser = argparse.ArgumentParser(
        prog="%check", description="Check what this notebook defines.", exit_on_error=False
    )
    parser.add_argument("topic")
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda", "mps"], default="cpu")
    try:
        options = parser.parse_args(shlex.split(line))
    except (argparse.ArgumentError, SystemExit, ValueError) as error:
        raise UsageError(f"%check TOPIC [--part {'|'.join(PARTS)}] [--device cuda]: {error}") from None
    exercises = _exercises()
    topic = catalog.find_topic(options.topic, exercises, None, course.find(None, exercises))
    parts = [options.part] if options.part else [part for part in topic.parts if installed(part)]
    handed = {part: handed_part for part in parts if (handed_part := notebooks.handed(topic, part, cells))}
    add_used(handed, topic)
    setup = at_home(topic, parts=tuple(parts), device=options.device)
    return Checked(judge(setup, handed, name="the notebook"), topic.title)


def _exercises() -> Path:
    """Return the topics of the nearest workspace. Without a workspace (a hosted notebook), return those of the package."""
    try:
        return catalog.find_exercises(Path.cwd())
    except UsageError:
        return packaged("exercises")


def load(shell: Any) -> None:
    """Register `%check` in an IPython shell."""

    def magic(line: str) -> Checked | None:
        executed = list(enumerate(shell.user_ns.get("In", [])))[1:]
        try:
            return check(line, [(f"In [{number}]", text) for number, text in executed if isinstance(text, str)])
        except GraderError as error:
            print(f"grader: {error}")
            return None

    shell.register_magic_function(magic, "line", "check")
