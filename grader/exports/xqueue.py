"""Write a worker for edX's xqueue: one command that reads a submission and prints the reply. It uses no network."""

from __future__ import annotations

from pathlib import Path

from . import folder
from .bundle import Files, template
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write grade_xqueue, the files with which it grades, and image/."""
    written: Files = {"grade_xqueue": template("xqueue/grade_xqueue"), **folder.grading(bundle, "xqueue")}
    folder.write_folder(out, written | under("image", folder.image(bundle)))
