"""`grader check`, `grader hint` and `grader show`: judge a student's own files against the recordings beside them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
from rich.text import Text

from ..checks.check import Check
from ..judging.setup import Setup, Start, at_home, in_process
from ..sandbox.worker_process import Worker
from ..show.terminal.console import err, note, out
from ..show.terminal.progress import Show, judged
from ..submissions import home
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.report import Report
from ..values.text import nearest
from . import page, progress
from .folder import Workspace


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """The options of `grader check`: the checks to run, and how to run the student's code."""

    topics: tuple[str, ...] = ()  # each TOPIC or TOPIC.CHECK; empty: all topics that the student has begun
    everything: bool = False  # also topics that the student has not begun
    matching: str = ""  # a text that the name or the claim of a check must contain
    parts: tuple[str, ...]
    device: str = "cpu"
    isolation: str = "best"
    in_process: bool = False  # run the code in this process, so that breakpoint() works
    debugger: bool = False  # the same, and open the debugger where the student's code raises

    def setup(self, topic: Topic) -> Setup:
        """Return the setup with which a topic is judged."""
        start: Start = Worker
        if self.in_process or self.debugger:
            start = in_process(_post_mortem if self.debugger else None)
        return at_home(topic, parts=self.parts, device=self.device, isolation=self.isolation, start=start)


def check(choice: Choice, where: Where, show: Show) -> list[Report]:
    """Judge the student's files in each chosen topic, show the reports, and record them in the history.

    A report on a selection of a topic's checks is not recorded, because the history counts the passed checks of whole parts.
    Raises UsageError if the choice contains no check.
    """
    workspace = Workspace(where.public().parent)
    reports = []
    for topic in _chosen_topics(choice, where, workspace):
        report = _judge(choice.setup(topic), show)
        show.report(report, topic.title)
        all_checks = Topic(topic.name, topic.folder, course=where.changes()).checks
        if len(topic.checks) == len(all_checks):
            progress.record(workspace, report)
        reports.append(report)
    if not reports:
        raise UsageError(f"no check has {choice.matching!r} in its name or claim: `grader list` shows the topics")
    return reports


def hint(name: str, parts: tuple[str, ...]) -> None:
    """Judge a topic and print a hint for one check: the named check (TOPIC.CHECK) or the first that does not pass (TOPIC)."""
    where, (topic_name, _, check_name) = Where(), name.partition(".")
    [topic] = where.topics((topic_name,), secret=False)
    _with_checks(topic, check_name, "")  # raises UsageError if the topic has no such check
    report = _judge(at_home(topic, parts=parts), Show(as_json=False))
    failed = [result for result in report.results if not result.passed and check_name in ("", result.name)]
    if not failed:
        out.print(Text("It passes already, so there is no hint to give.", "green"))
        return
    workspace = Workspace(where.public().parent)
    out.print(Text(failed[0].claim, "bold"), soft_wrap=True)
    out.print(Text(progress.next_hint(workspace, topic, failed[0])), soft_wrap=True)


def show(name: str, parts: tuple[str, ...], device: str, path: Path | None, *, open_browser: bool) -> None:
    """Write the page of a topic to `path` (default: in the folder .grader), and open it in a browser if asked."""
    where = Where()
    [topic] = where.topics((name,), secret=False)
    path = path or Workspace(where.public().parent).state / "pages" / f"{topic.name}.html"
    with err.status("drawing"):
        page.write(topic, parts, device, path)
    out.print(Text(f"wrote {path}"), soft_wrap=True)
    if open_browser:
        click.launch(path.resolve().as_uri())


def _judge(setup: Setup, show: Show) -> Report:
    """Judge the student's own files of a topic, with progress on the terminal."""
    handed, problem = home.of_workspace(setup.topic)
    return judged(setup, handed, name=str(setup.topic.folder), problem=problem, show=show)


def _post_mortem(error: BaseException) -> None:
    """Open the debugger where the student's code raised. A function that is not written yet is not worth debugging."""
    import pdb

    if not isinstance(error, NotImplementedError):
        err.print(Text(f"{type(error).__name__}: {error}", "red"))
        pdb.post_mortem(error.__traceback__)


def _chosen_topics(choice: Choice, where: Where, workspace: Workspace) -> list[Topic]:
    """Return the topics to check, each with only the checks that the student asked for.

    Without names, these are the topic of the current folder or, if it contains no topic, all topics that are begun.
    """
    names = choice.topics
    if not names and where.exercises is None and (Path.cwd() / "checks.py").exists():
        names = (Path.cwd().name,)
    chosen = [_with_checks(topic, check_name, choice.matching) for check_name, topic in _named_topics(names, where)]
    if not names and not choice.everything:
        begun = [topic for topic in chosen if workspace.begun(topic.name)]
        if begun and len(begun) < len(chosen):
            rest = ", ".join(topic.name for topic in chosen if topic not in begun)
            note(f"nothing is written yet in {rest}; --all checks them too")
        chosen = begun or chosen
    return [topic for topic in chosen if topic.checks or not choice.matching]


def _named_topics(names: tuple[str, ...], where: Where) -> list[tuple[str, Topic]]:
    """Return the topic of each name, after the name of the check: "" for TOPIC, and CHECK for TOPIC.CHECK."""
    pairs = [name.partition(".") for name in names]
    topics = where.topics(tuple(topic for topic, _, _ in pairs), secret=False)
    checks = [check_name for _, _, check_name in pairs] or [""] * len(topics)  # without names, these are all topics
    return list(zip(checks, topics, strict=True))


def _with_checks(topic: Topic, check_name: str, matching: str) -> Topic:
    """Return the topic with only one check, or with only the checks that contain `matching`. Empty texts select all.

    Raises UsageError, with the nearest name, if the topic has no such check.
    """
    if not check_name and not matching:
        return topic
    names = [check.name for check in topic.checks]
    if check_name and check_name not in names:
        raise UsageError(f"{topic.name} has no check {check_name!r}{nearest(check_name, names)}")

    def selected(check: Check) -> bool:
        return check_name in ("", check.name) and matching.lower() in f"{check.name} {check.claim}".lower()

    return dataclasses.replace(topic, course=topic.course.only(topic.name, topic.checks, selected))
