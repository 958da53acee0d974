"""The plugin of Otter-Grader. It replaces otter's results by those of this package.

The plugin runs in otter's process. No student code runs there, and none runs in otter's kernel. Before the kernel starts, the
plugin moves the submission away, judges it in a separate process, and leaves a blank file for the kernel. The reason: otter
unpickles the output of its kernel, so student code in the kernel could run any code in otter's process.

Otter looks up a plugin's methods and not its class, so the plugin needs no base class.
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

Otter = Any  # an object of Otter-Grader, which is installed only where otter grades
FAILED: dict[str, Parsed] = {
    "output": "The grader failed, which is not your fault. Please tell your instructor.",
    "rows": [],
}
_TESTS = "tests"  # otter's own folder in submission/; otter has already replaced the student's files in it
_BLANK = {".py": "", ".ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'}


class Verdict:
    """The plugin. Otter calls the methods in the order in which they are defined here."""

    def __init__(self, submission_path: str | None, submission_metadata: object, plugin_config: object) -> None:
        self._submission = Path(submission_path or "")
        self._outcome = FAILED

    def before_grading(self, config: Otter) -> None:
        """Move the submission away and judge it."""
        # Otter makes the PDF from a page of the student's, which could show the solutions.
        config.pdf, config.token = False, None
        with tempfile.TemporaryDirectory() as folder:
            handed_in = Path(folder, "submission")
            _move_away(self._submission, handed_in)
            self._outcome = _judged(self._submission.parent.parent / "source" / COURSE, handed_in)

    def after_grading(self, results: Otter) -> None:
        """Replace otter's results."""
        results.__init__([], results.notebook)  # this also removes the record of a kernel that failed
        results.set_output(self._outcome["output"])
        rows = self._outcome["rows"] or [{"name": "failed", "label": "Not graded", "score": 0, "max_score": 0}]
        results.results.update({row["name"]: _test_file({"passed": False, "message": ""} | row) for row in rows})

    def generate_report(self) -> str:
        """Return the text that otter prints."""
        return str(self._outcome["output"])


def _move_away(submission: Path, to: Path) -> None:
    """Move all submitted files to another folder, and leave a blank file, which otter reads and runs."""
    to.mkdir()
    for path in list(submission.parent.iterdir()):
        if path.name != _TESTS:
            shutil.move(path, to / path.name)  # links are moved and not followed
    submission.write_text(_BLANK[submission.suffix])


def _judged(course: Path, submission: Path) -> dict[str, Parsed]:
    """Judge in a separate process, and return its outcome. The memory and the children of that process end with it."""
    outcome = submission.parent / "outcome.json"
    with contextlib.suppress(OSError):  # if the folder is missing, the judge prints the error
        course.chmod(0o700)
    command = [sys.executable, "-P", "-m", "grader.exports.inside.otter", str(course), str(submission), str(outcome)]
    process = subprocess.run(command, cwd="/", capture_output=True, text=True)
    print(process.stdout + process.stderr, end="")
    try:
        content: dict[str, Parsed] = json.loads(outcome.read_text())
    except (OSError, ValueError):
        return FAILED
    return content


def _test_file(row: dict[str, Parsed]) -> Otter:
    """Return otter's object for a row of Gradescope's table."""
    otter = importlib.import_module("otter.test_files")
    case = otter.TestCase(row["name"], "", False, row["max_score"], None, None)
    test_file = otter.ExceptionTestFile(row["label"], "", [case], all_or_nothing=False)
    test_file.test_case_results = [otter.TestCaseResult(case, row["message"], row["passed"])]
    test_file.update_score(row["score"])
    return test_file
