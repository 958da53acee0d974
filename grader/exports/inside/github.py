"""What a GitHub Classroom workflow starts: a repository's exercises against the recordings in it. Knows no secret."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

from ...course import course
from ...judging.setup import at_home
from ...show.platforms.formats import FORMATS, Options, Reveal
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
    options = Options(reveal=Reveal.NUMBERS)  # which students see at home too

    def render(form: str, reports: list[Report]) -> str:
        return FORMATS[form].render(reports, options)

    settings = Settings.read(folder)
    grade.end_in_time(settings.seconds)
    reports = check(settings, workspace, lambda so_far: write_whole(result, render("github-classroom", so_far)))
    write_whole(result.with_name(f"{result.name}.md"), render("markdown", reports))


def check(settings: Settings, workspace: Path, heard: Callable[[list[Report]], None]) -> list[Report]:
    """One report a topic; `heard` gets them all after each check, with what was not asked yet as timed out."""
    exercises = workspace / "exercises"
    if not exercises.is_dir():
        raise UsageError(f"there is no folder exercises/ in {workspace}: make the repository with `grader start`")
    changes = course.find(None, exercises)
    topics = [find_topic(name, exercises, None, changes) for name in settings.topics]
    setups = [at_home(topic, parts=settings.parts, isolation=settings.isolation) for topic in topics]
    name, late = workspace.name, "checking did not get this far"
    reports = grade.unasked(setups, name=name, message=late)
    grade.examine_in_turn(
        setups, reports, lambda topic: grade.handed_in(topic.folder), name=name, message=late, heard=heard
    )
    return reports


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
