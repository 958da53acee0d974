"""The progress of a student: the state of each part, the record of a check run, and the next hint.

Nothing is printed here. `grader` and `grader list` import this module, so it imports no NumPy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from ..course import course as courses
from ..topics import catalog, hints
from ..topics.topic import Topic
from ..values.report import Report, Result
from .folder import Workspace
from .history import CheckRun, now, sha
from .points import points_of_parts


@dataclasses.dataclass(frozen=True)
class PartProgress:
    """The state of one part of a topic in a workspace."""

    topic: str
    part: str
    file: Path
    points: float  # the maximum
    run: CheckRun | None  # the last check run; None if the part was never checked
    current: bool  # True if the file is the same as in that run

    @property
    def done(self) -> bool:
        """True if the file passed every check and has not changed since."""
        return self.run is not None and self.run.passed == self.run.checks and self.current


def course_order(exercises: Path, topics: Iterable[str] = ()) -> list[str]:
    """Return the chosen topics, or all topics of the course file in its order.

    If the course file lists no topics that exist, all existing topics are returned. Raises UsageError for an unknown topic.
    """
    existing = catalog.names(exercises)
    for name in topics:
        catalog.find_topic(name, exercises, None)  # raises UsageError that names the nearest topic
    if chosen := list(topics):
        return chosen
    listed = [name for name in courses.find(None, exercises).topics if name in existing]
    return listed or existing


def all_parts(workspace: Workspace) -> list[PartProgress]:
    """Return the state of every part of every topic, in the order of the course."""
    latest, maximum = workspace.history.latest(), points_of_parts(workspace)
    states = []
    for name in course_order(workspace.exercises):
        for part, points in maximum[name].items():
            file = workspace.file(name, part)
            run = latest.get((name, part))
            current = run is not None and file.exists() and sha(file.read_bytes()) == run.sha
            states.append(PartProgress(name, part, file, points, run, current))
    return states


def record(workspace: Workspace, report: Report) -> None:
    """Store the outcome of a check run in the history, one entry for each part that has a file."""
    for part in report.parts:
        file = workspace.file(report.topic, part.part)
        if not file.exists():
            continue
        text = file.read_bytes()
        failed_claims = [result.claim for result in part.results if not result.passed]
        run = CheckRun(
            now(),
            report.topic,
            part.part,
            sha(text),
            part.score,
            part.max_score,
            passed=len(part.results) - len(failed_claims),
            checks=len(part.results),
            first=next(iter(failed_claims), ""),
        )
        workspace.history.add(run, text)


def next_hint(workspace: Workspace, topic: Topic, result: Result) -> str:
    """Return the hint for a check that did not pass.

    If the judge recognised a mistake, the hint of the mistake is returned. Otherwise each call reveals one more stage of
    the topic's hints, and the history counts the stages.
    """
    if result.hint:
        is_likely = any(cause.named and cause.likely for cause in result.causes)
        return f"Your code {'may have' if is_likely else 'has'} a known mistake. {result.hint}"
    if not topic.course.hints:
        return "This course gives no hints."
    staged = hints.load(topic).get(result.name)
    if staged is None:
        return "There is no hint for this check. Read its message and the README again."
    shown = workspace.history.reveal(topic.name, result.name, len(hints.STAGES))
    left = len(hints.STAGES) - shown
    return "\n".join(staged.upto(shown)) + (f"\n({left} more: run the command again)" if left else "")
