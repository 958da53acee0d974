"""The programs that grade_xqueue starts before and after grading.

The first writes a payload of edX's xqueue to files. The second turns a result into a reply.
"""

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
    """Run one program and return the exit status.

    `unpack COURSE FOLDER` reads a payload from standard input. `reply FOLDER` prints the reply.
    """
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
    """Write the submitted files to `folder`/submission. Raises SubmissionError if the payload is not a submission."""
    try:
        content = json.loads(payload)
        answer = json.loads(content["xqueue_body"])["student_response"]
        header, uploaded = content["xqueue_header"], json.loads(content.get("xqueue_files") or "{}")
    except (ValueError, LookupError, TypeError) as error:
        raise SubmissionError(
            f"this is not a submission from an xqueue ({error!r}): send the payload that get_submission returned"
        ) from None
    if uploaded:
        raise SubmissionError(
            "uploaded files are not fetched here: fetch the files in xqueue_files, and send student_response as a JSON "
            "object with the text of each file by its name"
        )
    (folder / _HEADER).write_text(json.dumps(header), encoding="utf-8")
    (folder / "submission").mkdir()
    for name, text in _files(answer, settings).items():
        (folder / "submission" / name).write_text(text, encoding="utf-8", errors="surrogatepass")


def reply(folder: Path) -> str:
    """Return the reply to send. Raises GraderError if the grader failed. Then no reply may be sent."""
    body = (folder / "result").read_text(encoding="utf-8").strip() if (folder / "result").is_file() else ""
    if not body:
        raise GraderError(
            "grading failed, and the submission has no score: leave it in the queue, and read the error above"
        )
    header = json.loads((folder / _HEADER).read_text(encoding="utf-8"))
    return json.dumps({"xqueue_header": header, "xqueue_body": body})


def _files(answer: Parsed, settings: Settings) -> dict[str, str]:
    """Return the texts of an answer by file name. An answer that is not a JSON object is the text of the first file."""
    names = [file for _, file in settings.files]
    try:
        texts = json.loads(answer) if isinstance(answer, str) else answer
    except (ValueError, RecursionError):
        texts = None
    if isinstance(texts, dict) and all(isinstance(text, str) for text in texts.values()):
        if unknown := [name for name in texts if name not in names]:
            raise SubmissionError(f"{visible(str(unknown[0]), 200)} is not one of {', '.join(names)}: rename the file")
        return texts
    return {names[0]: str(answer)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
