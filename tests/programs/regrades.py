"""Grade the sample class again and again, with one job and with two: the same bytes of JSON every time, times aside.

    PYTHONPATH=tests python -m programs.regrades [RUNS]

Every run has a pool of processes of its own, so that nothing is the same that a process draws when it starts: the seeds
of hashes and of generators, addresses, process numbers, the order in which jobs come to be done.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import signal
import sys
import time
from collections.abc import Collection

from rich.progress import Progress
from support.places import ROOT

from grader.classes import jobs as classroom
from grader.cli.options import FOR_THE_RECORD
from grader.submissions.downloads import layouts
from grader.values.report import Report

TOPICS = ("softmax_cross_entropy", "batch_norm")
JOBS = (1, 2)
LEFT_OUT = {"never_returns", "exits"}  # their endings, not their grading, take the time


def regrade(jobs: int, names: Collection[str] = ()) -> dict[str, bytes]:
    """The NumPy reports on the class, or on those of the class, as JSON by submission and topic."""
    everyone = layouts.attempts(ROOT / "tests" / "sample_class").attempts
    chosen = [one for one in everyone if one.label in names or (not names and one.label not in LEFT_OUT)]
    job = classroom.Job(
        exercises=ROOT / "exercises",
        solutions=ROOT / "solutions",
        topics=TOPICS,
        secret=b"a secret for the class",
        parts=("numpy",),
        isolation=FOR_THE_RECORD,
    )
    graded = (report for reports in classroom.grade_all(job, chosen, jobs) for report in reports)
    return {f"{report.submission}/{report.topic}.json": timeless(report) for report in graded}


def timeless(report: Report) -> bytes:
    """A report as it is written, but for how long things took."""
    same = report.changed(lambda result: dataclasses.replace(result, seconds=0.0))
    same = dataclasses.replace(same, parts=tuple(dataclasses.replace(part, seconds=0.0) for part in same.parts))
    return json.dumps(same.as_dict(), indent=1, ensure_ascii=False).encode()


def difference(first: dict[str, bytes], again: dict[str, bytes]) -> str:
    """What is not the same in two runs: the lines of the first report that differs; empty if none does."""
    if first.keys() != again.keys():
        return f"other reports: {sorted(first.keys() ^ again.keys())}"
    for name, before in sorted(first.items()):
        if again[name] != before:
            texts = (text.decode().splitlines() for text in (before, again[name]))
            return "\n".join(difflib.unified_diff(*texts, name, f"{name}, again", lineterm="", n=1))
    return ""


def main(runs: int) -> int:
    """Regrade the whole class; the exit status says whether all reports agreed."""
    for number in (signal.SIGINT, signal.SIGTERM):  # in the background Ctrl-C may be ignored
        signal.signal(number, signal.default_int_handler)
    start, made = time.monotonic(), 0
    first = regrade(JOBS[0])
    try:
        with Progress() as progress:
            for turn in progress.track(range(runs), description=f"regrading {len(first)} reports"):
                again = regrade(JOBS[turn % len(JOBS)])
                if found := difference(first, again):
                    print(f"run {turn + 1} with {JOBS[turn % len(JOBS)]} jobs is not the first:\n{found}")
                    return 1
                made += 1
    except KeyboardInterrupt:
        print("stopped")
    minutes = (time.monotonic() - start) / 60
    print(f"{made} runs in {minutes:.1f} min, {made * len(first)} reports, all the same as in the first run")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
