"""Judge one submission with an unpacked bundle, and report the results so far after every check.

This module knows no platform.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...classes.secret import read_secret
from ...course import course
from ...sandbox import launch
from ...sandbox.isolation import LEVELS
from ...show.platforms.model import Options
from ...show.terminal.console import err
from ...submissions import intake
from ...topics.catalog import find_topic
from ...topics.topic import Topic
from ...values.errors import GraderError, IsolationError, SubmissionError
from ...values.parts import TABLE
from ...values.report import Report, Result, Status
from ...values.reveal import Reveal
from ...values.text import points
from ..settings import Settings

if TYPE_CHECKING:
    from ...judging.setup import Setup

OnReports = Callable[[list[Report]], None]

_ASKING = 0.9  # the share of the time in which checks are asked; the rest is for ending workers and writing results
_LATE = "grading did not get this far"
_LOOK = "def look(path):\n    open(path, 'rb').close()\n"


@dataclasses.dataclass(frozen=True)
class Opened:
    """The unpacked folder course/ of a bundle."""

    folder: Path
    settings: Settings
    topics: tuple[Topic, ...]

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The checks that students do not have, each as "topic.check"."""
        return frozenset(f"{topic.name}.{check}" for topic in self.topics for check in topic.hidden)

    def options(self, note: str = "", *, visibility: str = "", out_of: float | None = None) -> Options:
        """Return the options with which a platform's format renders the reports. `note` is added to the title."""
        title = ", ".join(topic.title for topic in self.topics) + note
        options = Options(title=title, reveal=Reveal.of(self.settings.reveal), hidden=self.hidden, out_of=out_of)
        return dataclasses.replace(options, visibility=visibility) if visibility else options


def open_bundle(folder: Path) -> Opened:
    """Read the bundle in `folder`. The processes that will run student code start before this process imports NumPy."""
    settings = Settings.read(folder)
    with _children_end_first():
        launch.warm(settings.parts)
    exercises, solutions = folder / "exercises", folder / "solutions"
    changes = course.find(None, exercises)
    topics = tuple(find_topic(name, exercises, solutions, changes) for name in settings.topics)
    return Opened(folder, settings, topics)


def grade(
    opened: Opened,
    submission: Path,
    name: str,
    on_reports: OnReports = lambda reports: None,
    *,
    until: float = math.inf,
) -> list[Report]:
    """Return one report for each topic. No check is asked after `until`, a time.monotonic().

    `on_reports` gets all reports before the first check and after each check. In them, checks that have not run yet are
    reported as timed out. Raises IsolationError if student code could read the solutions.
    """
    from ...judging.setup import for_the_record

    settings, secret = opened.settings, read_secret(opened.folder / "secret")
    setups = [
        for_the_record(topic, secret, parts=settings.parts, isolation=settings.isolation) for topic in opened.topics
    ]
    reports = unasked(setups, name=name, message=_LATE)
    on_reports(reports)
    if settings.isolation != "none":
        _refuse_open_solutions(opened)
    files, problem = handed_in(submission)
    examine_in_turn(
        setups, reports, lambda topic: (files, problem), name=name, message=_LATE, on_reports=on_reports, until=until
    )
    return reports


def unasked(setups: Sequence[Setup], *, name: str, message: str) -> list[Report]:
    """Return one report for each topic before any check has run: every check has timed out, with this message."""
    from ...judging.judge import so_far

    return [so_far(setup, (), name=name, status=Status.TIMED_OUT, message=message) for setup in setups]


def examine_in_turn(
    setups: Sequence[Setup],
    reports: list[Report],
    files_of: Callable[[Topic], tuple[dict[str, bytes], str]],
    *,
    name: str,
    message: str,
    on_reports: OnReports,
    until: float = math.inf,
) -> None:
    """Judge each topic, and replace its report in `reports`, which `unasked` has made.

    The time until `until`, a time.monotonic(), is shared: each topic may use an equal part of the time that is left.
    `on_reports` gets all reports after each check. `files_of` returns the files for a topic, and a problem if they cannot be
    read. Raises IsolationError, before anything is graded, if a part cannot be confined as the setups require.
    """
    from ...judging.judge import examine, so_far

    for setup in setups:
        _refuse_less_isolation(setup)
    for number, setup in enumerate(setups):
        results: list[Result] = []

        def on_result(
            result: Result, number: int = number, setup: Setup = setup, results: list[Result] = results
        ) -> None:
            results.append(result)
            reports[number] = so_far(setup, results, name=name, status=Status.TIMED_OUT, message=message)
            on_reports(reports)

        files, problem = files_of(setup.topic)
        setup = dataclasses.replace(setup, until=until).shared(len(setups) - number)
        reports[number] = examine(setup, files, name=name, problem=problem, on_result=on_result)
        on_reports(reports)


def succeeds(grade: Callable[[], None]) -> bool:
    """Call `grade`. Returns False if it raised. Then the error is printed on standard error."""
    try:
        grade()
        return True
    except GraderError as error:
        err.print(f"grader: {error}", markup=False, soft_wrap=True)
    except Exception:
        traceback.print_exc()
    return False


def end_in_time(limit: float, to_end: float = 10.0) -> float:
    """Let the system end this process before a platform's time limit: `to_end` seconds before, or at half the limit if later.

    A platform that reaches its limit ends everything and reads no results. Returns the time.monotonic() after which no check
    should be asked, so that this process ends by itself.
    """
    seconds = max(limit - to_end, limit / 2)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    return time.monotonic() + _ASKING * seconds


def log(reports: Sequence[Report], who: str = "") -> None:
    """Print score and isolation of each topic on standard error, for the instructor."""
    for report in reports:
        confinement = report.confinement or "nothing was run"
        line = f"{who}{report.topic}: {points(report.score)}/{points(report.max_score)}; isolation: {confinement}"
        err.print(line, markup=False, soft_wrap=True)


def handed_in(submission: Path) -> tuple[dict[str, bytes], str]:
    """Return the submitted files and "". If they cannot be read, return no files and the problem."""
    try:
        return intake.read(submission), ""
    except SubmissionError as error:
        return {}, str(error)


def _refuse_less_isolation(setup: Setup) -> None:
    """Raise IsolationError if a required layer is missing for a part. Nothing is graded with less isolation."""
    for part in setup.topic_parts if setup.isolation.required else ():
        try:
            with contextlib.closing(setup.start_worker(part)) as worker:
                worker.wait_until_ready()
        except IsolationError:
            raise
        except GraderError:  # no worker can start; the report says so
            continue


def _refuse_open_solutions(opened: Opened) -> None:
    """Let a worker try to read the secret, as student code could. Raises IsolationError if it succeeds."""
    from ...sandbox.worker_process import Worker
    from ...worker.protocol.replies import Failure
    from ...worker.protocol.requests import Call, Load

    look = Call("look", [str(opened.folder / "secret")], {})
    with Worker(TABLE[opened.settings.parts[0]].runtime, isolation=LEVELS[opened.settings.isolation]) as worker:
        worker.load(Load("look", [("look.py", _LOOK)]))
        reply = worker.ask(look, None, 10.0)
    expected_failures = ("PermissionError", "FileNotFoundError")
    if not isinstance(reply, Failure) or reply.type not in expected_failures:
        raise IsolationError(
            f"student code could read the solutions in {opened.folder}, so nothing is graded: remove the permissions "
            "of others on the folder and grade as root, or use Linux 5.13 or newer with landlock"
        )


@contextlib.contextmanager
def _children_end_first() -> Iterator[None]:
    """If memory runs out, let the system end the processes that this block starts. This process has the results."""
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
