"""The template of a Moodle CodeRunner question. It holds the course, so no support file could be replaced by an attachment."""

from __future__ import annotations

import base64
from pathlib import Path

from . import folder
from .bundle import PRIVATE, PUBLIC, Files
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write template.py, to be pasted into the question, README.md, which says how, the skeletons and image/."""
    packed = base64.encodebytes(folder.packed(folder.grading(bundle, "coderunner"))).decode()
    skeletons = folder.skeletons(bundle)
    values = {"FILE": next(iter(skeletons)), "SECONDS": f"{folder.settings(bundle).seconds:g}"}
    written: Files = {
        "template.py": (folder.text("coderunner/template.py", **values, BUNDLE=packed.strip()), PRIVATE),
        "README.md": (folder.text("coderunner/README.md", **values, FILES=", ".join(skeletons)), PUBLIC),
        **{f"skeletons/{file}": (data, PUBLIC) for file, data in skeletons.items()},
    }
    folder.write_folder(out, written | under("image", folder.image(bundle)))
