"""Topics as notebooks: made, run in a real kernel, checked by their cells, handed in."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.notebooks import RIGHT, TOPIC, enter, notebook, write_solutions
from support.places import ROOT

from grader.cli.main import main
from grader.plugins import ipython
from grader.submissions import intake, notebooks
from grader.topics.topic import Topic

nbformat = pytest.importorskip("nbformat")


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A fresh workspace with a notebook, entered."""
    return enter(tmp_path / "w", monkeypatch)


def test_the_notebook_holds_the_task_and_both_skeletons(workspace):
    """Valid for nbformat, cut into cells that compile, with a check behind each part; no file takes its place."""
    made = nbformat.read(notebook(workspace), as_version=4)
    nbformat.validate(made)
    code = [cell.source for cell in made.cells if cell.cell_type == "code"]
    assert [text for text in code if text.startswith("%check")] == [
        f"%check {TOPIC} --part {p}" for p in ("numpy", "torch")
    ]
    for text in code:
        compile("\n".join(line for line in text.splitlines() if not line.startswith("%")), "cell", "exec")
    assert sum("TODO" in text for text in code) >= 3 and "# Batch normalization" in made.cells[0].source
    assert not list((workspace / "exercises" / TOPIC).glob(f"{TOPIC}_*.py"))
    before = notebook(workspace).read_bytes()
    done = CliRunner().invoke(main, ["start", ".", "--topics", TOPIC, "--notebooks"])
    assert done.exit_code == 0 and notebook(workspace).read_bytes() == before


def test_the_readme_and_its_example_work_in_the_notebook(workspace):
    """The picture lies beside the notebook. The example of each part has a cell of its own, and nothing of it is handed in."""
    made = nbformat.read(notebook(workspace), as_version=4)
    [picture] = Topic(TOPIC, ROOT / "exercises" / TOPIC).illustrations
    assert f"({picture.name}.svg)" in made.cells[0].source
    assert notebook(workspace).with_name(f"{picture.name}.svg").exists()
    examples = [cell.source for cell in made.cells if cell.source.startswith("if __name__")]
    assert len(examples) == 2
    for example in examples:
        assert "def batch_norm_backward" not in example and "class BatchNorm" not in example
        assert notebooks.definitions([("cell 1", example)]) == []


def test_definitions_are_what_counts():
    """The last of each name, in its place and under its cell's line; nothing that is computed, plotted or broken."""
    cells = [
        ("In [1]", "import numpy as np\n%matplotlib inline\nEPS = 1e-5\nx = np.random.rand(3)"),
        ("In [2]", "def f(x):\n    return x"),
        ("In [3]", "def g(:"),
        ("In [4]", "\n\n@staticmethod\ndef f(x):\n    return 2 * x\nprint(f(1))\nwhile True: pass"),
        ("In [5]", "EPS = 1e-3\nclass A: pass"),
    ]
    found = notebooks.definitions(cells)
    assert [(name, text.strip().splitlines()[-1].strip()) for name, text in found] == [
        ("In [1]", "import numpy as np"),
        ("In [4]", "return 2 * x"),
        ("In [5]", "EPS = 0.001"),
        ("In [5]", "pass"),
    ]
    assert found[1][1].startswith("\n\n@staticmethod")


def test_parts_of_one_notebook():
    """The NumPy part goes without what speaks of torch; a part of which nothing is defined was not handed in."""
    topic = Topic(TOPIC, ROOT / "exercises" / TOPIC)
    cells = [("In [1]", RIGHT["numpy"]), ("In [2]", RIGHT["torch"])]
    assert not any("torch" in text for _, text in notebooks.handed(topic, "numpy", cells).cells)
    assert notebooks.handed(topic, "torch", cells[:1]) is None
    assert "not handed in" in repr(ipython.check(f"{TOPIC} --part numpy", []))


def test_one_name_in_both_parts():
    """Each part has its own, though the torch cell was executed last."""
    topic = Topic("optimizers", ROOT / "exercises" / "optimizers")
    cells = [("In [1]", "class AdamW:\n    pass"), ("In [2]", "class AdamW(torch.optim.Optimizer):\n    pass")]
    assert notebooks.handed(topic, "numpy", cells).cells == (cells[0],)
    assert notebooks.handed(topic, "torch", cells).cells == (cells[1],)


def test_a_notebook_is_checked_and_handed_in(workspace):
    """`check` and `submit` take it as it is, and `judge` takes the zip; both parts from one file."""
    write_solutions(notebook(workspace))
    done = CliRunner().invoke(main, ["check", "--part", "numpy"])
    assert done.exit_code == 0 and "25 of 25 points" in done.output, done.output
    done = CliRunner().invoke(main, ["submit"])
    assert done.exit_code == 0 and "batch_norm.ipynb" in done.output, done.output
    options = ["--exercises", str(ROOT / "exercises"), "--solutions", str(ROOT / "solutions"), "--format", "json"]
    done = CliRunner().invoke(main, ["judge", "submission.zip", "--topic", TOPIC, "--part", "numpy", *options])
    assert json.loads(done.stdout)["score"] == 25
    topic = Topic(TOPIC, ROOT / "exercises" / TOPIC)
    found = intake.find_parts(intake.read(Path("submission.zip")), topic)
    assert set(found) == {"numpy", "torch"} and any("torch" in text for _, text in found["torch"].cells)
