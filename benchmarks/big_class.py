"""A class of a thousand in the NumPy parts of all topics: how fast, how much memory, and on a cluster of this machine.

    python -m benchmarks big_class            SIZE=200 in the environment for a smaller class

Everybody hands in every topic, right variants and mistakes in turn, so that the class shares no file with its neighbour.
"Outside the functions" is what judging takes beyond the student's and the reference's own functions and drivers, of all that
it takes, over one right variant of every topic.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader.classes.store import FILE
from grader.topics.catalog import find_topic, names
from grader.topics.topic import Topic

from .figures import Figure
from .isolation import judged

ROOT = Path(__file__).parent.parent
SIZE = int(os.environ.get("SIZE", "1000"))
ON_CLUSTER = min(SIZE, 200)
LOOK_EVERY = 0.5  # seconds


def measure() -> Iterator[Figure]:
    """The class with two jobs, a part of it on a cluster too, and the share that is spent outside the functions."""
    topics = [find_topic(name, ROOT / "exercises", ROOT / "solutions") for name in names(ROOT / "exercises")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hand_in(folder / "class", topics, SIZE)
        hand_in(folder / "few", topics, ON_CLUSTER)
        seconds, sizes = graded(folder / "class", folder / "out", "--jobs", "2")
        yield Figure(f"a class of {SIZE} in {len(topics)} topics, pages included", seconds / 60, "min")
        yield Figure("submissions in all topics, two jobs", 60 * SIZE / seconds, "submissions/min")
        early, late = sizes[len(sizes) // 3], max(sizes[len(sizes) // 3 :])
        yield Figure("growth of the grader after a third of the class", late - early, "MB")
        here, _ = graded(folder / "few", folder / "here", "--jobs", "2")
        there, _ = graded(folder / "few", folder / "there", "--cluster", "local:2")
        same = (folder / "here" / "grades.csv").read_bytes() == (folder / "there" / "grades.csv").read_bytes()
        assert same, "a cluster comes to other grades"
        yield Figure(f"a cluster of two processes over two jobs, {ON_CLUSTER} submissions", there / here, "x", "<= 1.3")
    beyond = whole = 0.0
    for topic in topics:
        text = variants(topic)[0]
        outside, _, all_of_it = judged(topic.name, "numpy", text, runs=5)
        beyond, whole = beyond + outside, whole + all_of_it
    yield Figure("outside the functions, all topics", 100 * beyond / whole, "%", "<= 25")


def variants(topic: Topic) -> list[str]:
    """Right code first, then the mistakes."""
    assert topic.secret_folder
    right = [path.read_text(encoding="utf-8") for path in sorted(topic.secret_folder.glob("right/*_numpy.py"))]
    return [*right, *(topic.mistaken(mistake) for mistake in topic.mistakes if mistake.part == "numpy")]


def hand_in(folder: Path, topics: list[Topic], size: int) -> None:
    """One folder a student, one file a topic."""
    texts = {topic.file_name("numpy"): itertools.cycle(variants(topic)) for topic in topics}
    for number in range(size):
        place = folder / f"student {number:04}"
        place.mkdir(parents=True)
        for file, some in texts.items():
            text = f"# handed in by student {number}\n{next(some)}"
            (place / file).write_text(text, encoding="utf-8")


def graded(folder: Path, out: Path, *how: str) -> tuple[float, list[float]]:
    """Seconds that `grader grade` takes, and the MB that its own process has while reports come in."""
    expected = sum(1 for _ in folder.glob("*/*.py"))
    secret = folder.parent / "secret"
    secret.write_text("a secret for the class")
    command = [
        sys.executable,
        "-m",
        "grader",
        "grade",
        folder,
        "--out",
        out,
        "--part",
        "numpy",
        "--secret-file",
        secret,
    ]
    start, sizes = time.perf_counter(), []
    process = subprocess.Popen([*command, *how], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(LOOK_EVERY)
        status = Path(f"/proc/{process.pid}/status")
        found = re.search(r"VmRSS:\s*(\d+)", status.read_text()) if status.exists() else None
        if found and 0 < _reported(out) < expected:  # not while the pages are written
            sizes.append(int(found[1]) / 1024)
    assert process.returncode == 0, process.returncode
    return time.perf_counter() - start, sizes or [0.0]


def _reported(out: Path) -> int:
    """How many reports have come in."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{out / FILE}?mode=ro", uri=True)) as run:
            return int(run.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
