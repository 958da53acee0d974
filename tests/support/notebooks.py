"""A topic as a notebook, and right code put into its cells."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.cli.main import main

TOPIC = "batch_norm"
SUBMISSION = ROOT / "tests" / "sample_class" / "right_terse"
RIGHT = {part: (SUBMISSION / f"{TOPIC}_{part}.py").read_text() for part in ("numpy", "torch")}


def notebook(workspace: Path) -> Path:
    """The notebook in a workspace."""
    return workspace / "exercises" / TOPIC / f"{TOPIC}.ipynb"


def write_solutions(path: Path) -> None:
    """Put right code into the cells, in the way of a student: skeleton cells go, others come."""
    import nbformat

    content = nbformat.read(path, as_version=4)
    cells = []
    for cell in content.cells:
        if cell.cell_type == "code" and not cell.source.startswith(("%", "#")):
            continue
        if cell.source.startswith("%check"):
            part = cell.source.split()[-1]
            cells.append(nbformat.v4.new_code_cell(RIGHT[part]))
        cells.append(cell)
    content.cells = cells
    nbformat.write(content, path)


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start a fresh workspace with the topic as a notebook in `folder`, and enter it."""
    done = CliRunner().invoke(main, ["start", str(folder), "--topics", TOPIC, "--notebooks"])
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(folder)
    return folder
