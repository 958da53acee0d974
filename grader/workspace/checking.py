"""`grader check`: a student's own files against the recordings beside them."""

from __future__ import annotations

import dataclasses
import difflib
from pathlib import Path

import click
from rich.text import Text

from ..checks.check import Check
from ..judging.setup import Setup, Start, at_home, in_process
from ..sandbox.worker_process import Worker
from ..show.terminal.console import err, note, out
from ..show.terminal.progress import Show, judged
from ..submissions import intake
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.report import Report
from . import page, progress
from .folder import Workspace


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice:
    """What is checked, and how: in a worker, or in this process to be debugged."""

    topics: tuple[str, ...] = ()  # TOPIC or TOPIC.CHECK; none: all that are begun
    everything: bool = False  # also topics in which nothing is written yet
    matching: str = ""  # a part of a check's name or claim
    parts: tuple[str, ...]
    device: str = "cpu"
    isolation: str = "best"
    in_process: bool = False
    debugger: bool = False  # opened where the student's code raises

    def setup(self, topic: Topic) -> Setup:
        """How a topic is judged."""
        start: Start = Worker
        if self.in_process or self.debugger:
            start = in_process(_post_mortem if self.debugger else None)
        return at_home(topic, parts=self.parts, device=self.device, isolation=self.isolation, start=start)


def _post_mortem(error: BaseException) -> None:
    import pdb

    if not isinstance(error, NotImplementedError):
        err.print(Text(f"{type(error).__name__}: {error}", "red"))
        pdb.post_mortem(error.__traceback__)


def check(choice: Choice, where: Where, show: Show) -> list[Report]:
    """Check the student's own files in the workspace against the recording, and note in the history what was found."""
    workspace = Workspace(where.public().parent)
    reports = []
    for topic in _chosen(choice, where, workspace):
        handed, problem = intake.of_workspace(topic)
        report = judged(choice.setup(topic), handed, name=str(topic.folder), problem=problem, show=show)
        show.report(report, topic.title)
        if len(topic.checks) == len(Topic(topic.name, topic.folder, course=where.changes()).checks):
            progress.note(workspace, report)
        reports.append(report)
    if not reports:
        raise UsageError(f"no check has {choice.matching!r} in its name or claim: `grader list` shows the topics")
    return reports


def _chosen(choice: Choice, where: Where, workspace: Workspace) -> list[Topic]:
    """The topics to check, each with the checks that were asked for; without names those that are begun."""
    wanted = choice.topics
    if not wanted and where.exercises is None and (Path.cwd() / "checks.py").exists():
        wanted = (Path.cwd().name,)
    chosen = [_only(topic, name, choice.matching) for name, topic in _named(wanted, where)]
    if not wanted and not choice.everything:
        begun = [topic for topic in chosen if workspace.begun(topic.name)]
        if begun and len(begun) < len(chosen):
            rest = ", ".join(topic.name for topic in chosen if topic not in begun)
            note(f"nothing is written yet in {rest}; --all checks them too")
        chosen = begun or chosen
    return [topic for topic in chosen if topic.checks or not choice.matching]


def hint(name: str, parts: tuple[str, ...]) -> None:
    """Check a topic and print what helps with one of its checks: the one named, or the first that does not pass."""
    where, (topic_name, _, check) = Where(), name.partition(".")
    [topic] = where.topics((topic_name,), secret=False)
    _only(topic, check, "")  # says so where there is no such check
    workspace = Workspace(where.public().parent)
    handed, problem = intake.of_workspace(topic)
    show = Show(as_json=False)
    report = judged(at_home(topic, parts=parts), handed, name=str(topic.folder), problem=problem, show=show)
    wrong = [result for result in report.results if not result.passed and check in ("", result.name)]
    if not wrong:
        out.print(Text("It holds already: nothing to hint at.", "green"))
        return
    out.print(Text(wrong[0].claim, "bold"), soft_wrap=True)
    out.print(Text(progress.next_hint(workspace, topic, wrong[0])), soft_wrap=True)


def show(name: str, parts: tuple[str, ...], device: str, path: Path | None, look: bool) -> None:
    """Write the page of a topic, and open it if that is wanted."""
    where = Where()
    [topic] = where.topics((name,), secret=False)
    path = path or Workspace(where.public().parent).state / "pages" / f"{topic.name}.html"
    with err.status("drawing"):
        page.write(topic, parts, device, path)
    out.print(Text(f"wrote {path}"), soft_wrap=True)
    if look:
        click.launch(path.resolve().as_uri())


def _named(wanted: tuple[str, ...], where: Where) -> list[tuple[str, Topic]]:
    """Topics, each with the name of the only check that was asked for, if one was: TOPIC or TOPIC.CHECK."""
    asked = [name.partition(".") for name in wanted]
    found = where.topics(tuple(topic for topic, _, _ in asked), secret=False)
    return [(asked[number][2] if asked else "", topic) for number, topic in enumerate(found)]


def _only(topic: Topic, check: str, matching: str) -> Topic:
    """The topic with one check alone, or with those that match."""
    if not check and not matching:
        return topic
    names = [one.name for one in topic.checks]
    if check and check not in names:
        near = difflib.get_close_matches(check, names, n=1, cutoff=0.3)
        raise UsageError(f"{topic.name} has no check {check!r}." + (f" Did you mean {near[0]}?" if near else ""))

    def fits(one: Check) -> bool:
        return check in ("", one.name) and matching.lower() in f"{one.name} {one.claim}".lower()

    return dataclasses.replace(topic, course=topic.course.only(topic.name, topic.checks, fits))
