"""The program that a GitHub Classroom workflow starts. It checks a repository's exercises against the recordings in it.

It uses no secret, no hidden inputs and no solutions.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

from ...course import course
from ...judging.setup import at_home
from ...show.platforms.formats import FORMATS, Options, Reveal
from ...topics.catalog import find_topic
from ...topics.topic import Topic
from ...values.errors import UsageError
from ...values.files import write_whole
from ...values.report import Report
from ..settings import Settings
from . import grade
from .run import kept_valid


def main(arguments: list[str]) -> int:
    """Run with the arguments `SETTINGS WORKSPACE RESULT`. Returns the exit status.

    RESULT is written again after every check. RESULT.md, the report as a page, is written at the end.
    """
    folder, workspace, result = map(Path, arguments)
    return kept_valid(result, functools.partial(_report, folder, workspace, result))


def _report(folder: Path, workspace: Path, result: Path) -> None:
    options = Options(reveal=Reveal.NUMBERS)  # students see the numbers at home too

    def render(form: str, reports: list[Report]) -> str:
        return FORMATS[form].render(reports, options)

    settings = Settings.read(folder)
    grade.end_in_time(settings.seconds)
    reports = check(settings, workspace, lambda so_far: write_whole(result, render("github-classroom", so_far)))
    write_whole(result.with_name(f"{result.name}.md"), render("markdown", reports))


def check(settings: Settings, workspace: Path, on_reports: Callable[[list[Report]], None]) -> list[Report]:
    """Return one report for each topic.

    `on_reports` gets all reports after each check. In them, checks that have not run yet are reported as timed out.
    """
    exercises = workspace / "exercises"
    if not exercises.is_dir():
        raise UsageError(f"there is no folder exercises/ in {workspace}: create the repository with `grader start`")
    changes = course.find(None, exercises)
    topics = [find_topic(name, exercises, None, changes) for name in settings.topics]
    setups = [at_home(topic, parts=settings.parts, isolation=settings.isolation) for topic in topics]
    name, message = workspace.name, "checking did not get this far"
    reports = grade.unasked(setups, name=name, message=message)
    grade.examine_in_turn(setups, reports, _files_of, name=name, message=message, on_reports=on_reports)
    return reports


def _files_of(topic: Topic) -> tuple[dict[str, bytes], str]:
    """Return the files in the folders of a topic and of those on which it builds, and the problem of the topic's own folder."""
    files, problem = grade.handed_in(topic.folder)
    found = {f"{topic.name}/{path}": data for path, data in files.items()}
    for used in topic.all_used:
        found |= {f"{used.name}/{path}": data for path, data in grade.handed_in(used.folder)[0].items()}
    return found, problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
