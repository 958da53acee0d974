"""The judge as otter_plugin starts it: `python -m grader.exports.inside.otter COURSE SUBMISSION OUTCOME`.

OUTCOME is a file of JSON that is valid from the first check on, {"output": text, "rows": [{name, label, score, max_score, passed,
message}]}; where grading failed there is none.
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

_TO_END = 60.0  # seconds of the platform's limit that are left to otter, which starts a kernel afterwards
_UNFINISHED = "Grading did not finish, and what was not reached counts as nothing yet."

_STAND_IN = '''\
"""In the place of otter, where a notebook is judged: its checks do nothing."""


class Notebook:
    def __init__(self, *_, **__):
        pass

    def __getattr__(self, _):
        return lambda *_, **__: None
'''


def main(course: Path, submission: Path, outcome: Path) -> None:
    """Judge what lies in the folder `submission`; what goes wrong with us is said on stderr, and there is no outcome."""
    if not grade.succeeds(functools.partial(_judge, course, submission, outcome)):
        outcome.unlink(missing_ok=True)


def _judge(course: Path, submission: Path, outcome: Path) -> None:
    opened = grade.open_bundle(course)
    grade.end_in_time(opened.settings.seconds, _TO_END)

    def write(reports: list[Report], *notes: str) -> None:
        write_whole(outcome, json.dumps(_content(reports, opened, notes)))

    _prepare(submission, opened.topics[0].name)
    reports = grade.grade(opened, submission, "submission", lambda so_far: write(so_far, _UNFINISHED))
    write(reports)
    grade.log(reports)


def _prepare(submission: Path, topic: str) -> None:
    """Otter takes one notebook, whatever it is called; for us its name says that it holds all parts."""
    for notebook in submission.glob("*.ipynb"):
        notebook.rename(submission / f"{topic}.ipynb")
        otter = submission / "otter.py"
        if otter.is_symlink():
            otter.unlink()
        otter.write_text(_STAND_IN, encoding="utf-8")


def _content(reports: list[Report], opened: grade.Opened, notes: Sequence[str] = ()) -> dict[str, object]:
    """What the plugin is told. Hidden checks are disguised, since Otter cannot hide one row and show another."""
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
    return {"output": "\n".join([*notes, found.headline, *found.notes]), "rows": rows}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
