"""A course, its bundle as every export gets it, what students hand in, and what `grader judge` says of that."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from click.testing import CliRunner
from support.autograder import SECRET, make_course, solution
from support.patience import PATIENCE

from grader.cli.main import main
from grader.exports.bundle import Files, collect
from grader.exports.settings import Settings
from grader.topics.locate import Where

CHECKS, POINTS = 8, 10
WRONG = "def double(x):\n    return x * 3\n"
SYNTAX_ERROR = "def double(:\n"
NEVER_ENDS = "def double(x):\n    while True:\n        pass\n"
SUBMISSIONS = ("right", "wrong", "syntax error", "never ends")
WAIT = 60.0  # seconds that a check waits for an answer of a submission that is slow
LATE = 5  # points of what is asked before it is
ENVIRONMENT = {"GRADER_PYTHON": sys.executable}  # what a platform's machine has beyond that of the tests


@dataclasses.dataclass(frozen=True)
class Given:
    """A course with the topic toy, and where to export it to; what a platform makes of that is a subclass's."""

    course: Path
    out: Path

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Both in one folder."""
        return cls(make_course(folder / "course"), folder / "out")

    def bundle(self, *, parts: tuple[str, ...] = ("numpy",), slow: bool = False, **settings: Any) -> Files:
        """The bundle; `slow`, with checks that wait long for an answer."""
        checks = self.course / "exercises" / "toy" / "checks.py"
        if slow:
            checks.write_text(checks.read_text().replace("seconds=1.0", f"seconds={WAIT:g}"))
        places = Where(self.course / "exercises", self.course / "solutions")
        return collect(places.topics(("toy",), secret=True), Settings(("toy",), parts, **settings), SECRET.encode())

    def text(self, name: str) -> str:
        """What is handed in under this name of SUBMISSIONS, or as "slow"."""
        right = solution(self.course)
        slow = right.replace("def batches(", "def unused(")
        slow += "\n\ndef batches(x, size):\n    while True:\n        size += 1\n"
        return {
            "right": right,
            "slow": slow,
            "wrong": WRONG,
            "syntax error": SYNTAX_ERROR,
            "never ends": NEVER_ENDS,
        }[name]

    def cut_off(self, points: Callable[[Self, float], float | None]) -> float | None:
        """What `points(here, seconds)` is for a submission that is slow in the middle; a busy machine gets more seconds."""
        found = None
        for seconds in (3.0, 12.0, 40.0):
            here = dataclasses.replace(self, out=self.out.parent / f"{seconds:g}" / "out")
            here.out.parent.mkdir()
            if (found := points(here, seconds)) == LATE:
                break
        return found

    def attack(self, target: Path) -> str:
        """A submission that prints what it can read of a file."""
        return f"print(open({str(target)!r}).read())\n"

    def judged(self, text: str) -> dict[str, Any]:
        """The report of `grader judge` with the same secret."""
        file = self.out.parent / "toy_numpy.py"
        file.write_text(text, encoding="utf-8")
        command = ["judge", str(file), "--topic", "toy", "--part", "numpy", "--isolation", "best", "--format", "json"]
        command += ["--exercises", str(self.course / "exercises"), "--solutions", str(self.course / "solutions")]
        result = CliRunner().invoke(main, [*command, "--secret-file", str(self.course / "course.secret")])
        report: dict[str, Any] = json.loads(result.stdout)
        return report


def run(
    *command: str | Path, cwd: Path, more: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """A program as a platform starts it."""
    environment = os.environ | ENVIRONMENT | (more or {})
    for inherited in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # where these tests are run by make
        environment.pop(inherited, None)
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, input=stdin, capture_output=True, text=True, timeout=PATIENCE
    )


def contents(out: Path) -> dict[str, bytes]:
    """All files below a folder, those in tars as well."""
    found = {}
    for path in out.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(out))] = path.read_bytes()
        if path.suffix == ".tar":
            with tarfile.open(path) as archive:
                for member in archive.getmembers():
                    file = archive.extractfile(member)
                    found[f"{path.name}/{member.name}"] = file.read() if file else b""
    return found


def secret_places(out: Path) -> set[str]:
    """The folders in which solutions, hidden checks or the secret lie in the clear."""
    return {name.rpartition("/")[0] for name, data in contents(out).items() if b"CANARY" in data}
