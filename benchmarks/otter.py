"""Otter-Grader on the same claims: a test file for each check, and `otter run` for one submission after another.

Otter starts a Jupyter kernel for each submission and runs the student's code and the tests in it. So it does less: nothing
keeps that code from the tests, the solution and the results, nothing is forbidden (by_hand always passes), no check waits
for another, and a wrong answer gets its exception's text, not a cause. Its verdicts are compared with ours before its time
is: a right submission has all points there, and where ours passes or fails a claim, so does otter.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.classes import jobs as classroom
from grader.sandbox.spawn import installed
from grader.topics.topic import Topic
from grader.values.report import Report, Status

from . import throughput
from .figures import Figure, median_seconds
from .throughput import CLASS, ROOT, TOPIC

BUILD = ROOT / "build"  # see the Makefile
SAMPLE = "right_einsum right_loops right_terse wrong_no_max_shift wrong_temperature wrong_axis_ignored".split()
BOUNDS = {"numpy": ">= 100", "torch": ">= 25"}
TEST = """\
OK_FORMAT = False

from otter.test_files import test_case
from support import otter_claims

name = "{name}"
points = {points:g}


@test_case(name=None, points=None, hidden=False)
def test_claim(env):
    otter_claims.claim("{name}", env)
"""


def measure() -> Iterator[Figure]:
    """Both parts; nothing where otter has no environment."""
    if not (BUILD / "otter-ready").exists():
        print("Otter-Grader is left out: `make bench-otter` sets up an environment for it and measures it")
        return
    for part in ("numpy", "torch"):
        if installed(part):
            yield from _part(part)


def _part(part: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        autograder = generate(part, Path(folder))
        ours = reports(part)
        for name in SAMPLE:  # this caches bytecode too
            compare(ours[name], run(autograder, part, name))
        seconds = statistics.mean(median_seconds(lambda name=name: run(autograder, part, name), 3) for name in SAMPLE)
    one, two = (throughput.steady(part, throughput.sample_class(), jobs) for jobs in (1, 2))
    yield Figure(f"{part}: otter run, one after the other", 60 / seconds, "submissions/min")
    yield Figure(f"{part}: grade, one job, over otter run", one.per_minute * seconds / 60, "x")
    yield Figure(f"{part}: grade, two jobs, over otter run", two.per_minute * seconds / 60, "x", BOUNDS[part])


def generate(part: str, folder: Path) -> Path:
    """Write the tests and what they need, and let otter make its zip of them."""
    topic = Topic(TOPIC, ROOT / "exercises" / TOPIC)
    tests, support = folder / "tests", folder / "support"
    tests.mkdir()
    support.mkdir()
    for number, check in enumerate(topic.checks_of(part)):
        text = TEST.format(name=check.name, points=check.points)
        (tests / f"q{number:02}_{check.name}.py").write_text(text)
    for name in ("plain.py", "otter_claims.py"):
        shutil.copy(ROOT / "benchmarks" / name, support)
    (support / "__init__.py").touch()
    setting = {
        "topic": TOPIC,
        "part": part,
        "exercises": str(topic.folder),
        "solution": str(ROOT / "solutions" / TOPIC / topic.file_name(part)),
    }
    (support / "setting.json").write_text(json.dumps(setting))
    _otter("generate", "-t", "tests", "-o", "autograder.zip", "support", cwd=folder)
    return folder / "autograder.zip"


def run(autograder: Path, part: str, name: str) -> dict[str, bool]:
    """Grade one submission; whether each claim earned its points."""
    submission = CLASS / name / f"{TOPIC}_{part}.py"
    out = autograder.parent / "out"
    out.mkdir(exist_ok=True)
    (out / "results.json").unlink(missing_ok=True)
    _otter("run", str(submission), "-a", autograder.name, "-o", "out", "--no-logo", cwd=autograder.parent)
    rows = json.loads((out / "results.json").read_text())["tests"]
    return {row["name"]: row["score"] == row["max_score"] for row in rows if row.get("max_score")}


def _otter(*arguments: str, cwd: Path) -> None:
    done = subprocess.run([BUILD / "otter-venv" / "bin" / "otter", *arguments], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def reports(part: str) -> dict[str, Report]:
    """The sample in our judgement."""
    found = [one for one in throughput.sample_class() if one.label in SAMPLE]
    return {reports[0].submission: reports[0] for reports in classroom.grade_all(throughput.job(part), found, 1)}


def compare(ours: Report, theirs: dict[str, bool]) -> None:
    """Refuse to compare the times of two graders that do not come to the same verdicts."""
    decided = {r.name: r.status is Status.PASSED for r in ours.results if r.status is not Status.WAITING}
    found = {name: theirs[name] for name in decided}
    assert found == decided, (ours.submission, {name for name in decided if found[name] != decided[name]})
    assert len(theirs) == len(ours.results) and all(theirs.values()) == ours.passed
