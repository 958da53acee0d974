"""Submissions per minute: `grader grade` in steady state with one job and with two, beside a new process for each.

The sample class is handed in several times over. Start-up is counted by itself: it ends with the first submission that
was graded. The first time through the class counts as neither, since the mistakes run then, once for each check; steady
state is what follows. Left out are the two submissions whose endings, not their grading, take the time: `never_returns`
waits for time limits, `exits` ends its worker again and again.
"""

from __future__ import annotations

import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader.classes import jobs as classroom
from grader.cli.options import FOR_THE_RECORD
from grader.sandbox.spawn import installed
from grader.submissions.downloads.layouts import Attempt, attempts

from .figures import Figure, median_seconds

ROOT = Path(__file__).parent.parent
CLASS = ROOT / "tests" / "sample_class"
TOPIC = "softmax_cross_entropy"
LEFT_OUT = {"never_returns", "exits"}
ALONE = "right_einsum right_loops notebook wrong_no_max_shift wrong_temperature wrong_axis_ignored".split()
SECRET = b"a secret for the class"
PAIRS = 3  # runs with one job and with two, in turns; medians count


@dataclasses.dataclass(frozen=True)
class Rate:
    """What one run of `grade` took."""

    startup: float  # seconds until the first submission was graded
    once: float  # seconds until everyone was graded once
    per_minute: float  # submissions, after that


def measure() -> Iterator[Figure]:
    """Both parts of one topic; the torch part where torch is installed."""
    for part in ("numpy", "torch"):
        if installed(part):
            yield from _part(part)


def _part(part: str) -> Iterator[Figure]:
    found = sample_class()
    pairs = [(steady(part, found, 1), steady(part, found, 2)) for _ in range(PAIRS)]
    one, two = (_median(rates) for rates in zip(*pairs, strict=True))
    yield Figure(f"{part}: grade, start-up", one.startup, "s")
    yield Figure(f"{part}: grade, one job", one.per_minute, "submissions/min")
    yield Figure(f"{part}: grade, two jobs", two.per_minute, "submissions/min")
    yield Figure(f"{part}: two jobs over one", two.per_minute / one.per_minute, "x", ">= 1.7")
    yield Figure(f"{part}: a class of {len(found)} once, start-up included, two jobs", two.once, "s")
    fresh = 60 / fresh_seconds(part)
    yield Figure(f"{part}: a new `grader judge` for each", fresh, "submissions/min")
    yield Figure(f"{part}: grade, one job, over a new process for each", one.per_minute / fresh, "x", ">= 5")


def sample_class() -> list[Attempt]:
    """The submissions to grade."""
    return [one for one in attempts(CLASS).attempts if one.label not in LEFT_OUT]


def job(part: str) -> classroom.Job:
    """What is graded, as the command grades it."""
    return classroom.Job(
        exercises=ROOT / "exercises",
        solutions=ROOT / "solutions",
        topics=(TOPIC,),
        secret=SECRET,
        parts=(part,),
        isolation=FOR_THE_RECORD,
    )


def steady(part: str, found: list[Attempt], jobs: int, rounds: int = 3) -> Rate:
    """Grade a class that is handed in `rounds` times."""
    many = found * rounds
    start = time.perf_counter()
    startup, done = 0.0, []
    for reports in classroom.grade_all(job(part), many, jobs):
        done.append(time.perf_counter() - start)
        if not startup and any(report.isolation for report in reports):  # a worker held it
            startup = done[-1]
        assert not any(report.broken for report in reports), reports
    once = done[len(found) - 1]
    return Rate(startup, once, 60 * (len(done) - len(found)) / (done[-1] - once))


def _median(rates: tuple[Rate, ...]) -> Rate:
    return Rate(*(statistics.median(values) for values in zip(*map(dataclasses.astuple, rates), strict=True)))


def fresh_seconds(part: str) -> float:
    """What one submission takes that has a process to itself: the median of several, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.write_bytes(SECRET)
        command = [sys.executable, "-m", "grader", "judge", "--topic", TOPIC, "--part", part, "--secret-file", secret]

        def judge(name: str) -> None:
            done = subprocess.run([*command, CLASS / name], cwd=ROOT, capture_output=True)
            assert done.returncode in (0, 1), done.stderr

        return statistics.median(median_seconds(lambda name=name: judge(name), 1) for name in ALONE)
