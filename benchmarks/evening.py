"""A student's evening: from a save to the verdict in `grader watch`, how soon `grader` says where one is, what is installed."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader.sandbox.spawn import installed
from grader.topics.topic import Topic

from .figures import Figure, median_seconds

ROOT = Path(__file__).parent.parent
TOPIC = "batch_norm"
SAVES = 30
BOUNDS = {"numpy": "<= 150", "torch": "<= 400"}
TRAINS = "trains_a_deep_plain_net"  # the check that trains for real
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
GRADER = [sys.executable, "-m", "grader"]


def measure() -> Iterator[Figure]:
    """Saves of both parts, two commands that only look, and a student's installation."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "exercises" / TOPIC, root / "exercises" / TOPIC)
        for part in filter(installed, BOUNDS):
            milliseconds = 1e3 * statistics.median(_saves(root, part))
            yield Figure(f"watch, {part}: a save to its verdict", milliseconds, "ms", BOUNDS[part])
        bare = statistics.median(
            median_seconds(lambda: _run([sys.executable, "-c", "import click"], root), 7) for _ in "1"
        )
        for command in ([], ["list"]):
            _run([*GRADER, *command], root)  # points are read once and kept
            took = median_seconds(lambda command=command: _run([*GRADER, *command], root), 7)
            name = " ".join(["grader", *command])
            yield Figure(f"`{name}` over `import click`", 1e3 * (took - bare), "ms", "<= 150")
    packages, megabytes = _installation()
    yield Figure("packages of a student's installation", packages, "", "<= 12")
    yield Figure("size of a student's installation", megabytes, "MB", "<= 110")


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)


def _saves(root: Path, part: str) -> list[float]:
    """Seconds from each of SAVES saves, a right version and a wrong one in turns, to the last line of its report."""
    topic = Topic(TOPIC, ROOT / "exercises" / TOPIC, ROOT / "solutions" / TOPIC)
    wrong = next(mistake for mistake in topic.mistakes if mistake.part == part)
    versions = topic.solution(part), topic.mistaken(wrong)
    file = root / "exercises" / TOPIC / topic.file_name(part)
    (root / "course.toml").write_text(f"[checks.{TOPIC}]\n{TRAINS} = false\n")
    file.write_text(versions[1])
    command = [*GRADER, "watch", TOPIC, "--part", part]
    seconds = []
    with subprocess.Popen(
        command, cwd=root, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        _last_line(process)
        for turn in range(SAVES):
            beside = file.with_name("beside")
            beside.write_text(versions[turn % 2])
            began = time.perf_counter()
            beside.replace(file)
            _last_line(process)
            seconds.append(time.perf_counter() - began)
        process.kill()
    return seconds


def _last_line(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    if not any(" points  in " in line for line in process.stdout):
        raise AssertionError("watch ended")


def _installation() -> tuple[int, float]:
    """How many packages `pip install` of the wheel brings, itself included, and their MB."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "site"
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-compile",
            "--target",
            str(target),
            str(ROOT),
        ]
        subprocess.run(command, check=True, capture_output=True)
        size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        return len(list(target.glob("*.dist-info"))), size / 2**20
