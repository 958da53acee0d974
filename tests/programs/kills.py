"""Kill a grader again and again, at any moment: in the end everyone is judged exactly once, as in a run without a kill.

    PYTHONPATH=tests python -m programs.kills [KILLS]

Each kill is SIGKILL for the grader alone, when a number of reports drawn at random has been written; the processes that it
had started must end by themselves.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from programs.regrades import timeless
from support.patience import PATIENCE
from support.places import ROOT

from grader.classes.store import FILE, Run

TOPIC = "softmax_cross_entropy"


def hand_in(folder: Path, students: int) -> None:
    """A class of students who handed in right and wrong code."""
    samples = sorted((ROOT / "tests" / "sample_class").glob(f"*/{TOPIC}_numpy.py"))
    chosen = [path for path in samples if path.parent.name not in ("never_returns", "exits")]
    for number in range(students):
        place = folder / f"student {number:03}"
        place.mkdir(parents=True)
        shutil.copy(chosen[number % len(chosen)], place)


def grader(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    """A grader at work on the class, with two jobs."""
    secret = folder.parent / "secret"
    secret.write_text("a secret for the class")
    where = ["--exercises", ROOT / "exercises", "--solutions", ROOT / "solutions", "--secret-file", secret]
    command = [sys.executable, "-m", "grader", "grade", folder, "--out", out, "--jobs", "2", "--isolation", "best"]
    only = ["--topic", TOPIC, "--part", "numpy"]
    return subprocess.Popen([*command, *only, *where], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def rows(out: Path) -> list[tuple[str, str]]:
    """Submission and topic of every report that is kept by now."""
    try:
        with sqlite3.connect(f"file:{out / FILE}?mode=ro", uri=True, timeout=10.0) as db:
            return db.execute("SELECT submission, topic FROM reports").fetchall()
    except sqlite3.OperationalError:  # not made yet
        return []


def killed_at(count: int, folder: Path, out: Path) -> None:
    """Let a grader work until `count` reports are kept, and kill it. It may be done before."""
    working, until = grader(folder, out), time.monotonic() + PATIENCE
    while len(rows(out)) < count and working.poll() is None:
        assert time.monotonic() < until
    working.kill()
    working.communicate(timeout=PATIENCE)  # the pipe closes when the last process that holds it has ended


def finished(folder: Path, out: Path) -> dict[str, dict[str, bytes]]:
    """Let a grader come to its end; what counts then, times aside."""
    working = grader(folder, out)
    _, said = working.communicate(timeout=PATIENCE)
    assert working.returncode == 0, said.decode()
    with Run(out) as run:
        return {
            name: {topic: timeless(report) for topic, report in mine.items()} for name, mine in run.reports().items()
        }


def main(kills: int, students: int, seed: int = 0) -> str:
    """Kill so often while a class is graded; what was not as it should be, or nothing."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder, out, quiet = Path(name) / "class", Path(name) / "out", Path(name) / "quiet"
        hand_in(folder, students)
        for number in range(kills):
            reached = len(rows(out))
            if reached == students:  # begin again
                shutil.rmtree(out)
                reached = 0
            killed_at(min(reached + draw.randint(0, 3), students), folder, out)
            if sys.stdout.isatty():
                print(f"\r{number + 1} kills", end="", flush=True)
        found = finished(folder, out)
        kept = rows(out)
        if len(kept) != len(set(kept)):
            return "something was kept twice"
        if sorted(found) != sorted(path.name for path in folder.iterdir()):
            return "somebody was lost"
        return "" if found == finished(folder, quiet) else "a score is another than without the kills"


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    problem = main(times, students=30)
    print(f"\r{problem or f'{times} kills: everyone was judged exactly once, as without them'}")
    sys.exit(bool(problem))
