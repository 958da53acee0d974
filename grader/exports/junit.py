"""JUnit XML for what reads it: a GitLab job, and the files that Artemis and CodeGrade need for one of theirs."""

from __future__ import annotations

from pathlib import Path

from . import folder
from .bundle import PUBLIC, Files
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write gitlab-ci.yml, grader/, which grades, image/, and the Dockerfile that puts the first into the second."""
    written: Files = {
        "gitlab-ci.yml": (folder.text("junit/gitlab-ci.yml", MINUTES=folder.minutes(bundle)), PUBLIC),
        "Dockerfile": (folder.text("junit/Dockerfile"), PUBLIC),
    }
    written |= under("grader", folder.grading(bundle, "junit"))
    folder.write_folder(out, written | under("image", folder.image(bundle)))
