"""Write the template of a Moodle CodeRunner question.

The template contains the course. A support file would not be safe, because a student's attachment could replace it.
"""

from __future__ import annotations

import base64
from pathlib import Path

from . import folder
from .bundle import PRIVATE, PUBLIC, Files
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write template.py, README.md, the skeletons and image/. The README says how to paste template.py into a question."""
    packed = base64.encodebytes(folder.packed(folder.grading(bundle, "coderunner"))).decode()
    skeletons = folder.skeletons(bundle)
    values = {"FILE": next(iter(skeletons)), "SECONDS": f"{folder.settings(bundle).seconds:g}"}
    written: Files = {
        "template.py": (folder.text("coderunner/template.py", **values, BUNDLE=packed.strip()), PRIVATE),
        "README.md": (folder.text("coderunner/README.md", **values, FILES=", ".join(skeletons)), PUBLIC),
        **{f"skeletons/{file}": (data, PUBLIC) for file, data in skeletons.items()},
    }
    folder.write_folder(out, written | under("image", folder.image(bundle)))
