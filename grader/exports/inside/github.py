"""What a GitHub Classroom workflow starts: a repository's exercises against the recordings in it. Knows no secret."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

from ...course import course
from ...sandbox.isolation import LEVELS
from ...topics.catalog import find_topic
from ...values.errors import UsageError
from ...values.files import write_whole
from ...values.report import Report
from ..settings import Settings
from . import grade
from .run import kept_valid


def main(arguments: list[str]) -> int:
    """`SETTINGS WORKSPACE RESULT`: RESULT holds what is known after every check, RESULT.md the report as a page in the end."""
    folder, workspace, result = map(Path, arguments)
    return kept_valid(result, functools.partial(_report, folder, workspace, result))


def _report(folder: Path, workspace: Path, result: Path) -> None:
    from ...show.platforms.formats import FORMATS, Options, Reveal

    options = Options(reveal=Reveal.NUMBERS)  # which students see at home too

    def render(form: str, reports: list[Report]) -> str:
        return FORMATS[form].render(reports, options)

    settings = Settings.read(folder)
    grade.end_in_time(settings.seconds)
    reports = check(settings, workspace, lambda so_far: write_whole(result, render("github-classroom", so_far)))
    write_whole(result.with_name(f"{result.name}.md"), render("markdown", reports))


def check(settings: Settings, workspace: Path, heard: Callable[[list[Report]], None]) -> list[Report]:
    """One report a topic; `heard` gets them all after each check, with what was not asked yet as timed out."""
    from ...checks.seeds import PUBLIC, Seeds
    from ...judging.judge import Judge
    from ...judging.reference.sources import recorded
    from ...values.report import Status

    exercises = workspace / "exercises"
    if not exercises.is_dir():
        raise UsageError(f"there is no folder exercises/ in {workspace}: make the repository with `grader start`")
    changes = course.find(None, exercises)
    topics = [find_topic(name, exercises, None, changes) for name in settings.topics]
    isolation = LEVELS[settings.isolation]
    judges = [
        Judge(topic, recorded(topic), Seeds(PUBLIC), "cpu", settings.parts, isolation=isolation) for topic in topics
    ]
    name, late = workspace.name, "checking did not get this far"
    reports = [grade.so_far(judge, name, (), Status.TIMED_OUT, late) for judge in judges]
    grade.judge_in_turn(judges, reports, name, lambda topic: grade.handed_in(topic.folder), heard)
    return reports


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
