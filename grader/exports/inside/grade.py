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

Heard = Callable[[list[Report]], None]

_LATE = "grading did not get this far"
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
    from ...judging.setup import for_the_record

    settings, secret = opened.settings, read_secret(opened.folder / "secret")
    setups = [
        for_the_record(topic, secret, parts=settings.parts, isolation=settings.isolation) for topic in opened.topics
    ]
    reports = unasked(setups, name=name, message=_LATE)
    heard(reports)
    if settings.isolation != "none":
        _refuse_open_solutions(opened)
    files, problem = handed_in(submission)
    examine_in_turn(setups, reports, lambda topic: (files, problem), name=name, message=_LATE, heard=heard)
    return reports


def unasked(setups: Sequence[Setup], *, name: str, message: str) -> list[Report]:
    """One report a topic before anything is asked: every check has timed out, which `message` says."""
    from ...judging.judge import so_far

    return [so_far(setup, (), name=name, status=Status.TIMED_OUT, message=message) for setup in setups]


def examine_in_turn(
    setups: Sequence[Setup],
    reports: list[Report],
    files_of: Callable[[Topic], tuple[dict[str, bytes], str]],
    *,
    name: str,
    message: str,
    heard: Heard,
) -> None:
    """Replace each of `reports`, made by `unasked`, by what is found; `heard` gets them all after each check.

    `files_of` gives the files for a topic, or why they cannot be read. Raises IsolationError, before anything is graded,
    where a part cannot be confined as the setups require.
    """
    from ...judging.judge import examine, so_far

    for setup in setups:
        _refuse_less_isolation(setup)
    for number, setup in enumerate(setups):
        known: list[Result] = []

        def tell(result: Result, number: int = number, setup: Setup = setup, known: list[Result] = known) -> None:
            known.append(result)
            reports[number] = so_far(setup, known, name=name, status=Status.TIMED_OUT, message=message)
            heard(reports)

        files, problem = files_of(setup.topic)
        reports[number] = examine(setup, files, name=name, problem=problem, on_result=tell)
        heard(reports)


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


def _refuse_less_isolation(setup: Setup) -> None:
    """Raise IsolationError where a required layer is not to be had for a part: nothing is graded with less."""
    for part in setup.topic_parts if setup.isolation.required else ():
        try:
            with contextlib.closing(setup.start_worker(part)) as worker:
                worker.wait_until_ready()
        except IsolationError:
            raise
        except GraderError:  # no worker starts: the report says so
            continue


def _refuse_open_solutions(opened: Opened) -> None:
    """Let a worker try to read the secret, as student code could: whatever layers there are, this must fail."""
    from ...sandbox.worker_process import Worker
    from ...worker.protocol.replies import Failure
    from ...worker.protocol.requests import Call, Load

    look = Call("look", [str(opened.folder / "secret")], {})
    with Worker(TABLE[opened.settings.parts[0]].runtime, isolation=LEVELS[opened.settings.isolation]) as worker:
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
