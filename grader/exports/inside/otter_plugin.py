"""What Otter-Grader imports: our verdict in the place of its own. It runs in otter's process, and no student code runs there.

Nor does any in otter's kernel: before it starts, everything that was handed in is taken away and judged in a process of
our own, and what the kernel runs is blank. Otter unpickles what a kernel says, so that a student's code in a kernel could
do to otter whatever it likes. Otter asks a plugin for its methods, not for its class, so this needs no base class.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ...values.parsed import Parsed
from ..bundle import COURSE

Otter = Any  # an object of Otter-Grader, which is installed only where it grades
FAILED: dict[str, Parsed] = {
    "output": "The grader failed, which is not your fault. Please tell your instructor.",
    "rows": [],
}
_TESTS = "tests"  # otter's own folder in submission/: what a student put there it has replaced by now
_BLANK = {".py": "", ".ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'}


class Verdict:
    """The plugin. Otter calls its methods in the order in which they stand here."""

    def __init__(self, submission_path: str | None, submission_metadata: object, plugin_config: object) -> None:
        self._submission = Path(submission_path or "")
        self._outcome = FAILED

    def before_grading(self, config: Otter) -> None:
        """Judge what was handed in, and take it away."""
        # Made from a page of the student's, a PDF could show the solutions.
        config.pdf, config.token = False, None
        with tempfile.TemporaryDirectory() as folder:
            handed_in = Path(folder, "submission")
            _take_away(self._submission, handed_in)
            self._outcome = _judged(self._submission.parent.parent / "source" / COURSE, handed_in)

    def after_grading(self, results: Otter) -> None:
        """Replace whatever otter has found."""
        results.__init__([], results.notebook)  # also forgets that a kernel did not end well
        results.set_output(self._outcome["output"])
        rows = self._outcome["rows"] or [{"name": "failed", "label": "Not graded", "score": 0, "max_score": 0}]
        results.results.update({row["name"]: _test_file({"passed": False, "message": ""} | row) for row in rows})

    def generate_report(self) -> str:
        """What otter prints."""
        return str(self._outcome["output"])


def _take_away(submission: Path, to: Path) -> None:
    """Move everything that was handed in to another folder; a blank file stays, which otter reads and runs now."""
    to.mkdir()
    for path in list(submission.parent.iterdir()):
        if path.name != _TESTS:
            shutil.move(path, to / path.name)  # links are moved, not followed
    submission.write_text(_BLANK[submission.suffix])


def _judged(course: Path, submission: Path) -> dict[str, Parsed]:
    """What the judge found. It is a process of its own, and its memory and its children are gone when it has ended."""
    outcome = submission.parent / "outcome.json"
    with contextlib.suppress(OSError):  # where it is missing, the judge says so
        course.chmod(0o700)
    command = [sys.executable, "-P", "-m", "grader.exports.inside.otter", str(course), str(submission), str(outcome)]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True)
    print(done.stdout + done.stderr, end="")
    try:
        found: dict[str, Parsed] = json.loads(outcome.read_text())
    except (OSError, ValueError):
        return FAILED
    return found


def _test_file(row: dict[str, Parsed]) -> Otter:
    """A row of Gradescope's table as otter has it."""
    otter = importlib.import_module("otter.test_files")
    case = otter.TestCase(row["name"], "", False, row["max_score"], None, None)
    made = otter.ExceptionTestFile(row["label"], "", [case], all_or_nothing=False)
    made.test_case_results = [otter.TestCaseResult(case, row["message"], row["passed"])]
    made.update_score(row["score"])
    return made
