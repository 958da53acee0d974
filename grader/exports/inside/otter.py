"""The judge that otter_plugin starts: `python -m grader.exports.inside.otter COURSE SUBMISSION OUTCOME`.

OUTCOME is a JSON file, {"output": text, "rows": [{name, label, score, max_score, passed, message}]}. It is valid JSON at any
moment after the first write. If the grader fails, the file is removed.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ...show.platforms.model import feedback_on
from ...values.files import write_whole
from ...values.report import Report
from . import grade

_TO_END = 60.0  # seconds of the platform's limit that are left for otter, which starts a kernel afterwards
_UNFINISHED = "Grading did not finish. Checks that did not run count as nothing yet."

_STAND_IN = '''\
"""A replacement for otter while a notebook is judged. Its checks do nothing."""


class Notebook:
    def __init__(self, *_, **__):
        pass

    def __getattr__(self, _):
        return lambda *_, **__: None
'''


def main(course: Path, submission: Path, outcome: Path) -> None:
    """Judge the files in the folder `submission`. If the grader fails, stderr has the error and there is no outcome."""
    if not grade.succeeds(functools.partial(_judge, course, submission, outcome)):
        outcome.unlink(missing_ok=True)


def _judge(course: Path, submission: Path, outcome: Path) -> None:
    opened = grade.open_bundle(course)
    until = grade.end_in_time(opened.settings.seconds, _TO_END)

    def write(reports: list[Report], *notes: str) -> None:
        write_whole(outcome, json.dumps(_content(reports, opened, notes)))

    _prepare(submission, opened.topics[0].name)
    reports = grade.grade(opened, submission, "submission", lambda so_far: write(so_far, _UNFINISHED), until=until)
    write(reports)
    grade.log(reports)


def _prepare(submission: Path, topic: str) -> None:
    """Rename a notebook to TOPIC.ipynb, the name of a notebook with all parts, and put the replacement for otter beside it.

    Several notebooks keep their names, since none of them may take the place of another.
    """
    notebooks = [path for path in submission.glob("*.ipynb") if path.is_file() and not path.is_symlink()]
    if notebooks:
        if len(notebooks) == 1:
            notebooks[0].rename(submission / f"{topic}.ipynb")
        otter = submission / "otter.py"
        if otter.is_symlink():
            otter.unlink()
        otter.write_text(_STAND_IN, encoding="utf-8")


def _content(reports: list[Report], opened: grade.Opened, notes: Sequence[str] = ()) -> dict[str, object]:
    """Return the outcome for the plugin. Hidden checks are disguised, because Otter cannot hide single rows."""
    found = feedback_on(reports, opened.options())
    rows = [
        {
            "name": item.name,
            "label": item.label,
            "score": item.score,
            "max_score": item.max_score,
            "passed": item.passed,
            "message": "" if item.passed else item.says,
        }
        for item in found.items
    ]
    return {"output": "\n".join([*notes, found.headline, *found.remarks]), "rows": rows}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
