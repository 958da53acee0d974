"""A GitHub Classroom workflow: the checks that students have, on every push. It holds no solution, no hidden check, no secret.

Whoever can push to a repository can change its workflows and read whatever these can read. So what counts is graded elsewhere,
with `grader grade` on the clones, and what goes into a student's repository is what the student has anyway.
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import folder
from . import settings as settings_file
from .bundle import COURSE, PUBLIC, Files, template
from .folder import UNREACHED, under


def write(bundle: Files, out: Path) -> None:
    """Write .github/, to be added to the template repository, which is a workspace as `grader start` makes it."""
    wanted = folder.settings(bundle)
    values = {
        "MINUTES": folder.minutes(bundle),
        "PYTHON": ".".join(map(str, sys.version_info[:2])),
    }
    ours: Files = {path: entry for path, entry in bundle.items() if not path.startswith(f"{COURSE}/")}
    ours |= {
        settings_file.FILE: (bundle[f"{COURSE}/{settings_file.FILE}"][0], PUBLIC),
        "check.sh": template("github_classroom/check.sh"),
        UNREACHED: (folder.unreached(wanted, "github-classroom").encode(), PUBLIC),
    }
    workflow = (folder.text("github_classroom/classroom.yml", **values), PUBLIC)
    folder.write_folder(out, under(".github", {"workflows/classroom.yml": workflow} | under("grader", ours)))
