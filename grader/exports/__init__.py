"""Export a course to a platform that grades by itself: write a bundle as the file or folder that the platform expects."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from ..values.text import plural

if TYPE_CHECKING:
    from .bundle import Files

# The output of each platform's module, as a phrase for the help of its command.
EXPORTS = {
    "gradescope": "the zip to upload as a Gradescope autograder",
    "otter": "the autograder.zip of Otter-Grader, and a folder for students,",
    "prairielearn": "a PrairieLearn question with its external grader",
    "autolab": "autograde.tar and autograde-Makefile of an Autolab assessment",
    "vpl": "the scripts of a Moodle VPL activity",
    "coderunner": "the template of a Moodle CodeRunner question",
    "xqueue": "the program that an edX xqueue watcher starts",
    "github-classroom": "the workflow of a GitHub Classroom repository, public checks only,",
    "junit": "a GitLab job that leaves JUnit XML, which Artemis and CodeGrade read too,",
}


def write(platform: str, bundle: Files, out: Path, **more: object) -> None:
    """Write a bundle in the form that this platform expects, and print the path and the size of the output.

    `more` are the arguments that only the platform's module has.
    """
    from ..show.terminal.console import out as console

    importlib.import_module(f".{platform.replace('-', '_')}", __name__).write(bundle, out, **more)
    written = [path for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file()]
    size = sum(path.stat().st_size for path in written)
    console.print(f"{out}: {plural(len(written), 'file')}, {size / 1024:.0f} KB", markup=False, soft_wrap=True)
