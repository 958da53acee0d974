"""Names and links among the submissions of a class: none stops the others, none is taken for another, none leads outside."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.main import main

RIGHT = "def total(x):\n    return x.sum(axis=1)\n"
WRONG = "def total(x):\n    return x[:, 0]\n"
NAMES = (
    "=HYPERLINK('\\\\127.0.0.1','passed')",
    "+1",
    "@SUM(A1:A9)",
    "a,b\nroot,10",
    '"quoted"',
    "\x1b[2J\x07cleared",
    "\u202etxt.sserdda",
    "a:b",
    "a*b",
    "-rf",
    "\U00100000" * 60,
    "x" * 250,
    "CON",
)


@pytest.fixture
def graded(grounds, tmp_path):
    """Grade what is in the class; returns the table's rows by name and the reports' folder."""

    def grade() -> tuple[dict[str, dict[str, str]], Path]:
        command = ["grade", str(grounds.root / "class"), "--out", str(tmp_path / "out"), "--part", "numpy"]
        command += ["--exercises", str(grounds.root / "exercises"), "--solutions", str(grounds.root / "solutions")]
        command += ["--secret-file", str(grounds.root / "course.secret"), "--jobs", "1"]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, (result.output, result.exception)
        assert "\x1b" not in result.output and "\u202e" not in result.output
        with (tmp_path / "out" / "grades.csv").open(newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}, tmp_path / "out" / "reports"

    return grade


def test_absurd_names(grounds, graded):
    """Every submission has its row and its report, whatever it is called; no cell is a formula."""
    names = [*NAMES, *(b"half \xf0\x9f", b"half \xf0\x9e")]
    for name in names:
        encoded = name.encode() if isinstance(name, str) else name
        folder = grounds.root / "class" / os.fsdecode(encoded)
        folder.mkdir()
        (folder / "toy_numpy.py").write_text(RIGHT)
    rows, reports = graded()
    right = [name for name, row in rows.items() if row["total"] == "2"]
    assert len(right) == len(names)
    assert not any(name[0] in "=+-@\t\r" for name in rows)
    assert all(name.isprintable() or "\n" in name for name in rows)
    found = [json.loads(path.read_text()) for path in reports.glob("*/toy.json")]
    assert len(found) == len(rows)
    assert sorted(str(report["score"]) for report in found) == sorted(f"{float(r['total'])}" for r in rows.values())


def test_links_in_the_class(grounds, graded):
    """A link to the solutions earns nothing, be it a file or a folder."""
    others = grounds.root / "class"
    (others / "linked_file.py").symlink_to(grounds.root / "solutions/toy/toy_numpy.py")
    (others / "linked_folder").symlink_to(grounds.root / "solutions/toy")
    (others / "honest").mkdir()
    (others / "honest" / "toy_numpy.py").write_text(RIGHT)
    rows, reports = graded()
    assert {name: rows[name]["total"] for name in ("linked_file", "linked_folder", "honest")} == {
        "linked_file": "0",
        "linked_folder": "0",
        "honest": "2",
    }
    report = json.loads((reports / "linked_folder" / "toy.json").read_text())
    assert "is a link" in report["results"][0]["message"]


def test_names_that_look_alike_when_cut(grounds, graded):
    """Two long names with one beginning and one end are two submissions."""
    for middle, text in (("a", RIGHT), ("b", WRONG)):
        folder = grounds.root / "class" / ("x" * 110 + middle + "x" * 110)
        folder.mkdir()
        (folder / "toy_numpy.py").write_text(text)
    rows, reports = graded()
    alike = [row["total"] for name, row in rows.items() if name.startswith("xxx")]
    assert sorted(alike) == ["0", "2"]
    assert len(list(reports.glob("xxx*/toy.json"))) == 2
