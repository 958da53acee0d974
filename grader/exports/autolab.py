"""Write the two files of an Autolab autograder, and the packages to add to its image."""

from __future__ import annotations

from pathlib import Path

from . import folder
from .bundle import PRIVATE, PUBLIC, Files
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write autograde-Makefile, autograde.tar and image/. The assessment has one problem for each topic, with its name."""
    files = list(folder.skeletons(bundle))
    handin = files[0] if len(files) == 1 else "handin.zip"
    # Autolab prescribes this name. tar recognises that the file is compressed.
    archive = folder.packed(under("grader", folder.grading(bundle, "autolab")))
    written: Files = {
        "autograde-Makefile": (folder.text("autolab/Makefile", HANDIN=handin), PUBLIC),
        "autograde.tar": (archive, PRIVATE),
    }
    folder.write_folder(out, written | under("image", folder.image(bundle)))
