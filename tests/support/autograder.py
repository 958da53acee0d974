"""A course to export, and the tree of Gradescope's machine in which an exported zip is unpacked and run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from support.attacks import HERE
from support.patience import PATIENCE

from grader import __version__
from grader.authoring.strip import strip
from grader.cli.export import export

SECRET = "CANARY-the-secret-of-the-course"
WHEEL = f"chainrule-{__version__}-py3-none-any.whl"


def make_course(root: Path) -> Path:
    """exercises/, solutions/ with hidden checks and a right variant, and the secret, in the folder `root`."""
    shutil.copytree(HERE / "course", root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    public, secret = root / "exercises" / "toy", root / "solutions" / "toy"
    for part in ("numpy", "torch"):
        text = (secret / f"toy_{part}.py").read_text(encoding="utf-8")
        (public / f"toy_{part}.py").write_text(strip(text, f"toy_{part}.py"), encoding="utf-8")
    (public / "README.md").write_text("# Toys\n")
    for place in ("answers/numpy.bin", "answers/numpy.json", "pictures.py", "hints.toml", "__pycache__/checks.pyc"):
        (public / place).parent.mkdir(exist_ok=True)
        (public / place).write_text("not graded with")
    (secret / "right").mkdir()
    (secret / "right" / "toy_numpy.py").write_text("RIGHT = 'a right variant'\n")
    (secret / "notes.txt").write_text("about the class")
    shutil.copytree(public, root / "exercises" / "other")
    shutil.copytree(secret, root / "solutions" / "other")
    (root / "course.secret").write_text(SECRET)
    return root


def solution(course: Path) -> str:
    """The text of the NumPy solution."""
    return (course / "solutions" / "toy" / "toy_numpy.py").read_text(encoding="utf-8")


def exported(course: Path, *more: str, topic: str = "toy", drawn: bool = False) -> Result:
    """`grader export gradescope toy`, its NumPy part, to zip.zip in the course; the secret is the course's or `drawn`."""
    places = ["--exercises", str(course / "exercises"), "--solutions", str(course / "solutions")]
    command = ["gradescope", topic, "--out", str(course / "zip.zip"), "--part", "numpy", *places]
    if not drawn:
        command += ["--secret-file", str(course / "course.secret")]
    return CliRunner().invoke(export, [*command, *more])


class Autograder:
    """What Gradescope makes of a zip: source/, submission/, results/ below one folder."""

    def __init__(self, root: Path, archive: Path) -> None:
        self.root = root
        self.course = root / "source" / "course"
        for name in ("submission", "results"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(archive) as unpacked:
            for info in unpacked.infolist():
                path = Path(unpacked.extract(info, root / "source"))
                path.chmod(info.external_attr >> 16 & 0o777)
        self.said = ""

    def hand_in(self, text: str | None) -> Path:
        """The submission's folder, with the NumPy part in it or nothing."""
        if text is not None:
            (self.root / "submission" / "toy_numpy.py").write_text(text, encoding="utf-8")
        return self.root / "submission"

    def change(self, **settings: Any) -> None:
        """Settings other than those that were exported."""
        path = self.course / "settings.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | settings))

    def run(self, python: str = sys.executable) -> dict[str, Any]:
        """What results.json holds after run_autograder, which must not fail."""
        environment = os.environ | {"AUTOGRADER": str(self.root), "GRADER_PYTHON": python}
        program = str(self.root / "source" / "run_autograder")
        done = subprocess.run([program], env=environment, capture_output=True, text=True, timeout=PATIENCE)
        self.said = done.stdout + done.stderr
        assert done.returncode == 0, self.said
        content: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_text())
        assert [path.name for path in (self.root / "results").iterdir()] == ["results.json"]
        return content


def earned(content: dict[str, Any]) -> float:
    """What Gradescope makes of a results.json: the score, or the sum of the tests where there is none."""
    return float(content.get("score", sum(test["score"] for test in content.get("tests", ()))))


def files(archive: Path) -> dict[str, bytes]:
    """The files of a zip by name."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
