"""From a cold start to the verdict: `grader check` beside plain pytest that runs the same claims in its own process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .figures import Figure, median_seconds

ROOT = Path(__file__).parent.parent
TOPIC = "softmax_cross_entropy"
RUNS = 11


def measure() -> Iterator[Figure]:
    """Both on the same right submission, run in turns."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        shutil.copytree(ROOT / "exercises" / TOPIC, workspace / "exercises" / TOPIC)
        solution = ROOT / "solutions" / TOPIC / f"{TOPIC}_numpy.py"
        student = ROOT / "tests" / "sample_class" / "right_einsum" / f"{TOPIC}_numpy.py"
        shutil.copy(student, workspace / "exercises" / TOPIC / student.name)
        shutil.copy(ROOT / "benchmarks" / "plain_claims.py", workspace)
        environment = os.environ | {
            "BENCH_TOPIC": TOPIC,
            "BENCH_EXERCISES": str(ROOT / "exercises"),
            "BENCH_STUDENT": str(student),
            "BENCH_SOLUTION": str(solution),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }
        ours = [sys.executable, "-m", "grader", "check", TOPIC, "--part", "numpy"]
        plain = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            "addopts=",  # the options of our own tests need plugins
            str(ROOT / "benchmarks" / "plain_claims.py"),
        ]

        def run(command: list[str]) -> None:
            subprocess.run(command, cwd=workspace, env=environment, check=True, capture_output=True)

        run(ours), run(plain)  # both have their bytecode cached from now on
        taken = [(median_seconds(lambda: run(ours), 1), median_seconds(lambda: run(plain), 1)) for _ in range(RUNS)]
        check, pytest = (sorted(times)[RUNS // 2] for times in zip(*taken, strict=True))
    yield Figure("grader check, cold start to verdict", 1e3 * check, "ms")
    yield Figure("plain pytest, the same claims in process", 1e3 * pytest, "ms")
    yield Figure("grader check over plain pytest", check / pytest, "x", "<= 1.5")
