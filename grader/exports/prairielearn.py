"""A PrairieLearn question whose answers are graded in a container: a folder for the course, and the image to build."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from ..values.errors import UsageError
from . import folder
from .bundle import PUBLIC, Files, template
from .folder import under

IMAGE = "chainrule-grader"
LONGEST = 600  # seconds that PrairieLearn gives at most
_OURS = uuid.UUID("4b1e12c6-47ac-5c5b-9a3f-0b7d3e9a6c11")


def write(bundle: Files, out: Path) -> None:
    """Write questions/<topic>/, to be copied into a course, and image/."""
    seconds = folder.settings(bundle).seconds
    if seconds > LONGEST:
        raise UsageError(f"PrairieLearn gives a submission {LONGEST // 60} minutes at most: --minutes {LONGEST // 60}")
    name, skeletons = folder.name(bundle), folder.skeletons(bundle)
    question = {
        "info.json": ((json.dumps(_info(bundle, name), indent=2) + "\n").encode(), PUBLIC),
        "question.html": (_page(list(skeletons)), PUBLIC),
        "tests/run.sh": template("prairielearn/run.sh"),
        **under("tests", folder.grading(bundle, "prairielearn")),
        **{f"clientFilesQuestion/{file}": (data, PUBLIC) for file, data in skeletons.items()},
    }
    folder.write_folder(out, under(f"questions/{name}", question) | under("image", folder.image(bundle)))


def _info(bundle: Files, name: str) -> dict[str, object]:
    return {
        "uuid": str(uuid.uuid5(_OURS, name)),  # the same question when it is exported again
        "title": folder.title(bundle),
        "topic": "Deep learning",
        "type": "v3",
        "singleVariant": True,
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": IMAGE,
            "entrypoint": "/grade/tests/run.sh",
            "timeout": int(folder.settings(bundle).seconds),
        },
    }


def _page(files: list[str]) -> bytes:
    """A part may be left out where there are several: what is missing is not written yet."""
    links = "\n".join(f'  <pl-file-download file-name="{file}"></pl-file-download>' for file in files)
    needed = "file-names" if len(files) == 1 else "optional-file-names"
    return folder.text("prairielearn/question.html", LINKS=links, NEEDED=needed, FILES=", ".join(files))
