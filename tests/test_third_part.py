"""A third part, of Python lists, costs an entry in the table of parts and a runtime: nothing else knows how many there are."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.places import ROOT

ENTRY = '        Part(name="plain", runtime="lists", libraries=(), seconds=30.0),\n    )\n}\n'
RUNTIME = '''

class ListRuntime(NumpyRuntime):
    """Arrays become lists of Python's numbers; lists cross as they are."""

    name = "lists"

    def adopt(self, array: np.ndarray[Any, Any]) -> Any:
        return array.tolist()


RUNTIMES["lists"] = ListRuntime
'''
CHECKS = '''"""Public checks of toy."""

from grader import check, close


@check(points=1)
def doubles_arrays(student, reference, rng):
    """Every entry of an array is doubled."""
    x = rng.normal(size=(3, 2))
    close(student.double(x), reference.double(x), "y")
'''
CHECKS_PLAIN = '''"""Checks of the plain part."""

import numpy as np

from grader import check, close


@check(points=2, part="plain")
def doubles_lists(student, reference, rng):
    """Every number of a list is doubled."""
    x = rng.normal(size=3)
    close(np.array(student.double(x)), np.array(reference.double(x)), "y")
'''
SOLUTION = '''"""Doubles, in {how}."""


def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return {right}
    # END SOLUTION
'''
MISTAKE = """
m_{part} = Mistakes("{part}")
with m_{part}.fails("{check}"):
    m_{part}("{id}", "{hint}", text("return {right}") >> "return {wrong}")
"""
PARTS = {
    "numpy": ("NumPy", "2 * x", "3 * x", "doubles_arrays", "Three times."),
    "plain": (
        "lists",
        "[2 * value for value in x]",
        "[3 * value for value in x]",
        "doubles_lists",
        "Three times, each.",
    ),
}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A copy of the package that knows the part, and a course whose only topic has it."""
    root = tmp_path_factory.mktemp("third")
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("grader", "student_template"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    replaced(root / "grader/values/parts.py", "    )\n}\n", ENTRY)
    runtimes = root / "grader/worker/runtimes.py"
    runtimes.write_text(runtimes.read_text(encoding="utf-8") + RUNTIME, encoding="utf-8")
    public, secret = root / "exercises" / "toy", root / "solutions" / "toy"
    for folder in (public, secret / "right"):
        folder.mkdir(parents=True)
    (public / "README.md").write_text("# Toy\n", encoding="utf-8")
    (public / "checks.py").write_text(CHECKS, encoding="utf-8")
    (public / "checks_plain.py").write_text(CHECKS_PLAIN, encoding="utf-8")
    mistakes = "from grader import Mistakes, text\n"
    for part, (how, right, wrong, check, hint) in PARTS.items():
        (secret / f"toy_{part}.py").write_text(SOLUTION.format(how=how, right=right), encoding="utf-8")
        (secret / "right" / f"named_{part}.py").write_text(f"def double(x):\n    y = {right}\n    return y\n")
        mistakes += MISTAKE.format(id=f"triples_{part}", part=part, check=check, right=right, wrong=wrong, hint=hint)
    (secret / "mistakes").mkdir()
    (secret / "mistakes" / "all.py").write_text(mistakes, encoding="utf-8")
    (root / "secret").write_text("a secret that is long enough")
    assert ran(root, "build", "toy", cwd=root).returncode == 0
    return root


def ran(course: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command of the copy."""
    environment = os.environ | {"PYTHONPATH": str(course), "COLUMNS": "200", "GRADER_PLAIN": "1"}
    command = [sys.executable, "-P", "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def written(course: Path, part: str, wrong: bool = False) -> str:
    """A student's file of a part."""
    how, right, mistaken, *_ = PARTS[part]
    return SOLUTION.format(how=how, right=mistaken if wrong else right)


@pytest.fixture(scope="module")
def workspace(course, tmp_path_factory) -> Path:
    """What `start` lays out of the course."""
    here = tmp_path_factory.mktemp("workspace")
    done = ran(course, "start", here, "--from", course / "exercises", cwd=course)
    assert done.returncode == 0, done.stderr
    return here


def test_its_topic_climbs_the_ladder(course):
    """Reference, skeleton, variants and mistakes of the part are proved as those of others are."""
    done = ran(course, "verify", "toy", "--part", "numpy", "--part", "plain", cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_workspace_holds_its_file(course, workspace):
    """The skeleton lies there, is known as the student's own file, and `list` shows its points."""
    assert "NotImplementedError" in (workspace / "exercises/toy/toy_plain.py").read_text()
    assert (workspace / ".grader/skeletons/toy_plain.py").exists()
    assert "plain 2 points" in ran(course, "list", cwd=workspace).stdout
    (workspace / "exercises/toy/toy_plain.py").write_text(written(course, "plain"))
    assert "toy_plain.py" not in ran(course, "update", "--from", course / "exercises", cwd=workspace).stdout
    assert ran(course, "reset", "toy", "--part", "plain", "--yes", cwd=workspace).returncode == 0
    assert "NotImplementedError" in (workspace / "exercises/toy/toy_plain.py").read_text()


@pytest.mark.parametrize("wrong", [False, True])
def test_it_is_checked_at_home(course, workspace, wrong):
    """Against the recording, in a worker of its own runtime; a mistake is recognised."""
    (workspace / "exercises/toy/toy_plain.py").write_text(written(course, "plain", wrong))
    done = ran(course, "check", "toy", "--part", "plain", "--json", cwd=workspace)
    report = json.loads(done.stdout)
    [result] = report["results"]
    assert (result["name"], result["part"]) == ("doubles_lists", "plain")
    assert (result["score"], result["mistake"]) == ((0, "triples_plain") if wrong else (2, None))
    assert "process" in report["isolation"]


def test_it_is_judged_beside_other_parts(course, tmp_path):
    """Live, with a secret: each part by its own file, and both in one class."""
    folder = tmp_path / "class" / "ada"
    folder.mkdir(parents=True)
    for part in PARTS:
        (folder / f"toy_{part}.py").write_text(written(course, part, wrong=part == "numpy"))
    options = ["--part", "numpy", "--part", "plain", "--secret-file", course / "secret"]
    done = ran(course, "judge", folder, "--topic", "toy", "--format", "json", *options, cwd=course)
    results = json.loads(done.stdout)["results"]
    assert [(r["part"], r["score"], r["mistake"]) for r in results] == [
        ("numpy", 0, "triples_numpy"),
        ("plain", 2, None),
    ]
    out = tmp_path / "out"
    graded = ran(course, "grade", folder.parent, "--out", out, "--jobs", "1", *options, cwd=course)
    assert graded.returncode == 0, graded.stderr
    assert "ada,,,2,2,3,0" in (out / "grades.csv").read_text()


def test_its_sentences_name_what_it_runs_with(course, workspace):
    """A library of another part is missing in it, and the sentence is made from the table."""
    (workspace / "exercises/toy/toy_plain.py").write_text("import torch\n" + written(course, "plain"))
    said = " ".join(ran(course, "check", "toy", "--part", "plain", cwd=workspace).stdout.split())
    assert "This part runs with Python's standard library. Move other imports" in said


def test_a_notebook_is_cut_into_it(course, workspace):
    """Cells that need NumPy go to the parts that have it."""
    cells = ["import numpy as np\n", "def double(x):\n    return [2 * value for value in x]\n"]
    notebook = {"cells": [{"cell_type": "code", "source": source} for source in cells]}
    file = workspace / "toy.ipynb"
    file.write_text(json.dumps(notebook))
    options = ["--topic", "toy", "--part", "plain", "--secret-file", course / "secret", "--format", "json"]
    report = json.loads(ran(course, "judge", file, *options, cwd=course).stdout)
    assert report["score"] == report["max_score"] == 2


def test_only_the_options_that_know_it_take_it(course):
    """What there is to choose from is the table."""
    refused = ran(course, "check", "--part", "jax", cwd=course)
    assert refused.returncode == 2 and "'numpy', 'torch', 'plain'" in refused.stderr
