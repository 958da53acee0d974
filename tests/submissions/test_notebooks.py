"""Topics as notebooks: made, run in a real kernel, checked by their cells, handed in."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.cli.main import main
from grader.plugins import ipython
from grader.submissions import intake, notebooks
from grader.topics.topic import Topic
from grader.values.errors import UsageError

nbformat = pytest.importorskip("nbformat")
TOPIC = "batch_norm"
SUBMISSION = ROOT / "tests" / "sample_class" / "right_terse"
RIGHT = {part: (SUBMISSION / f"{TOPIC}_{part}.py").read_text() for part in ("numpy", "torch")}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    done = CliRunner().invoke(main, ["start", str(tmp_path / "w"), "--topics", TOPIC, "--notebooks"])
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(tmp_path / "w")
    return tmp_path / "w"


def notebook(workspace):
    return workspace / "exercises" / TOPIC / f"{TOPIC}.ipynb"


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


def write_solutions(path):
    """Put right code into the cells, in the way of a student: skeleton cells go, others come."""
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


def test_in_a_real_kernel(workspace):
    """`%load_ext grader` and `%check`: HTML with the points, and text beside it."""
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    write_solutions(notebook(workspace))
    content = nbformat.read(notebook(workspace), as_version=4)
    content.cells = [
        cell for cell in content.cells if "--part torch" not in cell.source and cell.source != RIGHT["torch"]
    ]
    content.cells.append(
        nbformat.v4.new_code_cell("def batch_norm_backward(dout, cache):\n    return dout, dout, 0 / 0")
    )
    content.cells += [
        nbformat.v4.new_code_cell(text) for text in (f"%check {TOPIC} --part numpy", "%check batch_nrm", "%check")
    ]
    nbclient.NotebookClient(content, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    first, second, unknown, usage = [cell.outputs for cell in content.cells if cell.source.startswith("%check")]
    [right], [wrong] = first, second
    assert "25 of 25 points" in right["data"]["text/html"] and "17 of 17 checks" in right["data"]["text/plain"]
    assert "ZeroDivisionError" in wrong["data"]["text/html"] and "In [" in wrong["data"]["text/html"]
    assert "Did you mean batch_norm?" in unknown[0]["text"] and "%check TOPIC" in usage[0]["text"]


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


@pytest.mark.parametrize("line", ["", "--part", f"{TOPIC} --part jax", f"{TOPIC} 'unclosed"])
def test_how_it_is_called(line):
    """One sentence."""
    with pytest.raises(UsageError, match=r"%check TOPIC \[--part"):
        ipython.check(line, [])


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


def test_html_shows_hostile_text_as_text():
    """What student code says is no markup."""
    text = RIGHT["numpy"].replace("    ax", "    raise ValueError('<b onclick=x>')\n    ax", 1)
    page = ipython.check(f"{TOPIC} --part numpy", [("In [1]", text)])._repr_html_()
    assert "<b onclick" not in page and "&lt;b onclick" in page
