"""What grade_xqueue starts before and after it grades: a payload of edX's xqueue to files, a result to a reply."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ...show.terminal.console import err
from ...values.errors import GraderError, SubmissionError
from ...values.parsed import Parsed
from ...values.text import visible
from ..settings import Settings

_HEADER = "header.json"


def main(arguments: list[str]) -> int:
    """`unpack COURSE FOLDER` reads a payload from standard input, `reply FOLDER` prints the reply to it."""
    try:
        if arguments[0] == "unpack":
            unpack(sys.stdin.read(), Settings.read(Path(arguments[1])), Path(arguments[2]))
        else:
            sys.stdout.write(f"{reply(Path(arguments[1]))}\n")
        return 0
    except GraderError as error:
        err.print(f"grader: {error}", markup=False, soft_wrap=True)
        return error.exit_code


def unpack(payload: str, settings: Settings, folder: Path) -> None:
    """Write what was handed in to `folder`/submission. Raises SubmissionError for a payload that is none."""
    try:
        said = json.loads(payload)
        answer = json.loads(said["xqueue_body"])["student_response"]
        header, elsewhere = said["xqueue_header"], json.loads(said.get("xqueue_files") or "{}")
    except (ValueError, LookupError, TypeError) as error:
        raise SubmissionError(
            f"this is no submission from an xqueue ({error!r}): send what get_submission gave"
        ) from None
    if elsewhere:
        raise SubmissionError(
            "uploaded files are not fetched here: fetch those in xqueue_files, and send student_response as JSON "
            "with the text of each by its name"
        )
    (folder / _HEADER).write_text(json.dumps(header), encoding="utf-8")
    (folder / "submission").mkdir()
    for name, text in _files(answer, settings).items():
        (folder / "submission" / name).write_text(text, encoding="utf-8", errors="surrogateescape")


def reply(folder: Path) -> str:
    """The reply to send back. Raises GraderError where there is none, since the grader failed: send nothing then."""
    body = (folder / "result").read_text(encoding="utf-8").strip() if (folder / "result").is_file() else ""
    if not body:
        raise GraderError("grading failed, and the submission has no score: leave it in the queue and look above why")
    header = json.loads((folder / _HEADER).read_text(encoding="utf-8"))
    return json.dumps({"xqueue_header": header, "xqueue_body": body})


def _files(answer: Parsed, settings: Settings) -> dict[str, str]:
    """The files of an answer: a JSON object has them by name, anything else is the text of the first."""
    names = [f"{topic}_{part}.py" for topic in settings.topics for part in settings.parts]
    try:
        said = json.loads(answer) if isinstance(answer, str) else answer
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and all(isinstance(text, str) for text in said.values()):
        if unknown := [name for name in said if name not in names]:
            raise SubmissionError(f"{visible(str(unknown[0]), 200)} is none of {', '.join(names)}: rename it")
        return said
    return {names[0]: str(answer)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
