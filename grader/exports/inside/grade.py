"""Judge one submission where a bundle was unpacked, and say what is known after every check; knows no platform."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...course import course
from ...sandbox import launch
from ...sandbox.isolation import LEVELS
from ...show.terminal.console import err
from ...submissions import intake
from ...topics.catalog import find_topic
from ...topics.topic import Topic
from ...values.errors import GraderError, IsolationError, SubmissionError
from ...values.finding import Finding, Kind
from ...values.report import Report, Result, Status
from ...values.text import points
from ..settings import Settings

if TYPE_CHECKING:
    from ...judging.judge import Judge
    from ...show.platforms.model import Options

Heard = Callable[[list[Report]], None]

_LOOK = "def look(path):\n    open(path, 'rb').close()\n"


@dataclasses.dataclass(frozen=True)
class Opened:
    """A bundle's course/ as it was unpacked."""

    folder: Path
    settings: Settings
    topics: tuple[Topic, ...]

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The checks that students do not have, as "topic.check"."""
        return frozenset(f"{topic.name}.{check}" for topic in self.topics for check in topic.hidden)

    def options(self, note: str = "", *, visibility: str = "", out_of: float | None = None) -> Options:
        """What a platform is told of reports from here; `note` ends the title."""
        from ...show.platforms.model import Options
        from ...values.reveal import Reveal

        title = ", ".join(topic.title for topic in self.topics) + note
        options = Options(title=title, reveal=Reveal.of(self.settings.reveal), hidden=self.hidden, out_of=out_of)
        return dataclasses.replace(options, visibility=visibility) if visibility else options


def open_bundle(folder: Path) -> Opened:
    """The bundle in `folder`. What will run student code starts at once, before this process imports its own libraries."""
    settings = Settings.read(folder)
    with _first_to_go():
        launch.warm(settings.parts)
    exercises, solutions = folder / "exercises", folder / "solutions"
    changes = course.find(None, exercises)
    topics = tuple(find_topic(name, exercises, solutions, changes) for name in settings.topics)
    return Opened(folder, settings, topics)


def grade(opened: Opened, submission: Path, name: str, heard: Heard = lambda reports: None) -> list[Report]:
    """One report a topic. `heard` gets them all before the first check and after each, with what was not asked yet as timed out.

    Raises IsolationError where student code could read the solutions.
    """
    from ...checks.seeds import Seeds
    from ...classes.secret import read_secret
    from ...judging.judge import Judge
    from ...judging.reference.sources import LiveSource

    settings, seeds = opened.settings, Seeds(read_secret(opened.folder / "secret"))
    judges = [
        Judge(topic, LiveSource(topic).itself, seeds, "cpu", settings.parts, isolation=LEVELS[settings.isolation])
        for topic in opened.topics
    ]
    reports = [so_far(judge, name, (), Status.TIMED_OUT, "grading did not get this far") for judge in judges]
    heard(reports)
    if settings.isolation != "none":
        _refuse_open_solutions(opened)
    files, problem = handed_in(submission)
    judge_in_turn(judges, reports, name, lambda topic: (files, problem), heard)
    return reports


def judge_in_turn(
    judges: Sequence[Judge],
    reports: list[Report],
    name: str,
    files_of: Callable[[Topic], tuple[dict[str, bytes], str]],
    heard: Heard,
) -> None:
    """Replace each of `reports` by what its judge finds; `heard` gets them all after each check."""
    for number, judge in enumerate(judges):

        def known(report: Report, number: int = number) -> None:
            reports[number] = report
            heard(reports)

        known(judged(judge, name, *files_of(judge.topic), known))


def succeeds(grade: Callable[[], None]) -> bool:
    """Let a platform's program grade; where the grader itself fails, that is said on standard error, and nothing is raised."""
    try:
        grade()
        return True
    except GraderError as error:
        err.print(f"grader: {error}", markup=False, soft_wrap=True)
    except Exception:
        traceback.print_exc()
    return False


def end_in_time(limit: float, to_end: float = 10.0) -> None:
    """Let the system end this process `to_end` seconds, at most half of it, before a platform's `limit`.

    Whatever it is busy with then: beyond its limit a platform ends everything, and reads no results.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, max(limit - to_end, limit / 2))


def log(reports: Sequence[Report], who: str = "") -> None:
    """Scores and isolation, a line a topic, on standard error: for whoever teaches."""
    for report in reports:
        confinement = report.confinement or "nothing was run"
        line = f"{who}{report.topic}: {points(report.score)}/{points(report.max_score)}; isolation: {confinement}"
        err.print(line, markup=False, soft_wrap=True)


def handed_in(submission: Path) -> tuple[dict[str, bytes], str]:
    """The files, or why they cannot be read."""
    try:
        return intake.read(submission), ""
    except SubmissionError as error:
        return {}, str(error)


def judged(judge: Judge, name: str, files: dict[str, bytes], problem: str, known: Callable[[Report], None]) -> Report:
    """The report on one topic; `known` gets what there is of it after each check."""
    results: list[Result] = []

    def add(result: Result) -> None:
        results.append(result)
        known(so_far(judge, name, results, Status.TIMED_OUT, "grading did not get this far"))

    handed: dict[str, intake.Handed] = {}
    try:
        handed = {} if problem else intake.find_parts(files, judge.topic)
    except SubmissionError as error:
        problem = str(error)
    try:
        return judge.judge(name, handed, problem=problem, progress=add)
    except IsolationError:
        raise
    except Exception as error:  # ours: what was found so far counts, and the other topics are judged
        return so_far(judge, name, results, Status.BROKEN, f"the grader failed: {error}")


def so_far(judge: Judge, name: str, results: Sequence[Result], status: Status, message: str) -> Report:
    """What is known, and every other check with this status."""
    asked = {result.name for result in results}
    checks = [c for part in judge.topic.parts if part in judge.parts for c in judge.topic.checks_of(part)]
    finding = Finding(Kind(status), message)
    others = [Result(c.name, c.claim, c.part, status, 0.0, c.points, finding) for c in checks if c.name not in asked]
    return Report.of(judge.topic.name, name, (*results, *others), device=judge.device)


def _refuse_open_solutions(opened: Opened) -> None:
    """Let a worker try to read the secret, as student code could: whatever layers there are, this must fail."""
    from ...sandbox.worker_process import Worker
    from ...worker.protocol.replies import Failure
    from ...worker.protocol.requests import Call, Load

    look = Call("look", [str(opened.folder / "secret")], {})
    with Worker(opened.settings.parts[0], isolation=LEVELS[opened.settings.isolation]) as worker:
        worker.load(Load("look", [("look.py", _LOOK)]))
        reply = worker.ask(look, None, 10.0)
    closed_or_out_of_sight = ("PermissionError", "FileNotFoundError")
    if not isinstance(reply, Failure) or reply.type not in closed_or_out_of_sight:
        raise IsolationError(
            f"student code could read the solutions in {opened.folder}, so nothing is graded: close the folder to "
            "others and grade as root, or on Linux 5.13 or newer with landlock"
        )


@contextlib.contextmanager
def _first_to_go() -> Iterator[None]:
    """Where memory runs out, the system ends what was started in here before this process, which holds the results."""
    score = Path("/proc/self/oom_score_adj")
    try:
        before = score.read_text()
        score.write_text("1000")
    except OSError:
        before = ""
    yield
    if before:
        with contextlib.suppress(OSError):
            score.write_text(before)
