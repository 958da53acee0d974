"""Write the execution files of a Moodle VPL activity, and the packages to add to its jail server.

vpl_evaluate.sh contains the course. It is the only execution file that VPL does not copy into the jail when a student presses
Run or Debug.
"""

from __future__ import annotations

import base64
from pathlib import Path

from . import folder
from .bundle import PRIVATE, Files, template
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write vpl_run.sh, vpl_evaluate.sh and image/."""
    packed = base64.encodebytes(folder.packed(folder.grading(bundle, "vpl"))).decode()
    seconds = f"{folder.settings(bundle).seconds:g}"
    written: Files = {
        "vpl_run.sh": template("vpl/vpl_run.sh"),
        "vpl_evaluate.sh": (folder.text("vpl/vpl_evaluate.sh", SECONDS=seconds, BUNDLE=packed.strip()), PRIVATE),
    }
    folder.write_folder(out, written | under("image", folder.image(bundle)))
