"""Write the files of a job whose result is JUnit XML: a GitLab job, and the files for a job of Artemis or CodeGrade."""

from __future__ import annotations

from pathlib import Path

from . import folder
from .bundle import PUBLIC, Files
from .folder import under


def write(bundle: Files, out: Path) -> None:
    """Write gitlab-ci.yml, grader/, image/ and a Dockerfile. The Dockerfile adds grader/ to the image made from image/."""
    written: Files = {
        "gitlab-ci.yml": (folder.text("junit/gitlab-ci.yml", MINUTES=folder.minutes(bundle)), PUBLIC),
        "Dockerfile": (folder.text("junit/Dockerfile"), PUBLIC),
    }
    written |= under("grader", folder.grading(bundle, "junit"))
    folder.write_folder(out, written | under("image", folder.image(bundle)))
