"""The program that run_autograder starts: `python -m grader.exports.inside.gradescope /autograder`.

results.json is valid JSON at any moment after the first write.
"""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path

from ...show.platforms import gradescope
from ...values.files import write_whole
from ...values.parsed import Parsed
from ...values.report import Report
from ...values.text import visible
from ..bundle import COURSE
from . import grade

_TO_END = 30.0  # seconds of the platform's limit that are left for the platform
_UNFINISHED = "Grading did not finish. Checks that did not run count as nothing yet."
_FAILED: dict[str, object] = {
    "score": 0,
    "output": "The grader failed, which is not your fault. Please tell your instructor.",
    "stdout_visibility": "hidden",  # the instructor reads the error there
    "tests": [],
}


def main(autograder: Path) -> None:
    """Grade the submission in `autograder`/submission. If the grader fails, results.json is valid and says so."""
    results = autograder / "results" / "results.json"
    if not grade.succeeds(functools.partial(_grade, autograder, results)):
        _write(results, _FAILED)


def _grade(autograder: Path, results: Path) -> None:
    opened = grade.open_bundle(autograder / "source" / COURSE)
    until = grade.end_in_time(opened.settings.seconds, _TO_END)
    name = _name(autograder / "submission_metadata.json")
    reports = grade.grade(
        opened,
        autograder / "submission",
        name,
        lambda so_far: _write(results, _content(so_far, opened, _UNFINISHED)),
        until=until,
    )
    _write(results, _content(reports, opened))
    grade.log(reports, f"{name}, ")


def _content(reports: list[Report], opened: grade.Opened, note: str = "") -> dict[str, Parsed]:
    """Return the content of results.json. `note` stands before its text for the student."""
    settings = opened.settings
    options = opened.options(visibility=settings.visibility)
    content: dict[str, Parsed] = json.loads(gradescope.render(reports, options))
    if note:
        content["output"] = f"{note}\n{content['output']}"
    if settings.leaderboard:
        content["leaderboard"] = [{"name": "Points", "value": sum(report.score for report in reports)}]
    return content


def _name(metadata: Path) -> str:
    """Return the students' names in Gradescope's metadata. The names of a group are joined."""
    try:
        users = json.loads(metadata.read_text(encoding="utf-8"))["users"]
        names = ", ".join(str(user.get("name") or user["email"]) for user in users)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "submission"
    return visible(names, 200) or "submission"


def _write(results: Path, content: dict[str, object]) -> None:
    write_whole(results, json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
