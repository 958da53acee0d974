"""Write a PrairieLearn question that is graded in a container: a folder for the course, and the image to build."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from ..values.errors import UsageError
from . import folder
from .bundle import PUBLIC, Files, template
from .folder import under

IMAGE = "chainrule-grader"
LONGEST = 600  # seconds; PrairieLearn's limit for a submission
_NAMESPACE = uuid.UUID("4b1e12c6-47ac-5c5b-9a3f-0b7d3e9a6c11")


def write(bundle: Files, out: Path) -> None:
    """Write questions/<topic>/ and image/. An instructor copies the question into a course."""
    seconds = folder.settings(bundle).seconds
    if seconds > LONGEST:
        raise UsageError(
            f"PrairieLearn gives a submission at most {LONGEST // 60} minutes: use --minutes {LONGEST // 60} or fewer"
        )
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
        "uuid": str(uuid.uuid5(_NAMESPACE, name)),  # a second export gives the same question
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
    """Return the question's page. If there are several files, each is optional, because a student may hand in one part."""
    links = "\n".join(f'  <pl-file-download file-name="{file}"></pl-file-download>' for file in files)
    needed = "file-names" if len(files) == 1 else "optional-file-names"
    return folder.text("prairielearn/question.html", LINKS=links, NEEDED=needed, FILES=", ".join(files))
