"""Write a GitHub Classroom workflow that runs the public checks on every push.

It contains no solution, no hidden check and no secret. A person who can push to a repository can change its workflows, and
can read everything that the workflows can read. So the student's repository gets only files that the student has anyway. The
grade comes from elsewhere: from `grader grade` on the clones.
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import folder
from . import settings as settings_file
from .bundle import COURSE, PUBLIC, Files, template
from .folder import UNREACHED, under


def write(bundle: Files, out: Path) -> None:
    """Write .github/. Add it to the template repository, which is a workspace made by `grader start`."""
    settings = folder.settings(bundle)
    values = {
        "MINUTES": folder.minutes(bundle),
        "PYTHON": ".".join(map(str, sys.version_info[:2])),
    }
    grader: Files = {path: entry for path, entry in bundle.items() if not path.startswith(f"{COURSE}/")}
    grader |= {
        settings_file.FILE: (bundle[f"{COURSE}/{settings_file.FILE}"][0], PUBLIC),
        "check.sh": template("github_classroom/check.sh"),
        UNREACHED: (folder.unreached(settings, "github-classroom").encode(), PUBLIC),
    }
    workflow = (folder.text("github_classroom/classroom.yml", **values), PUBLIC)
    folder.write_folder(out, under(".github", {"workflows/classroom.yml": workflow} | under("grader", grader)))
