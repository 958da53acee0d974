"""The magic of a notebook: what it shows, and how it is called."""

import pytest
from support.notebooks import RIGHT, TOPIC, enter, notebook, write_solutions
from support.patience import PATIENCE
from support.places import ROOT

from grader.plugins import ipython
from grader.values.errors import UsageError

nbformat = pytest.importorskip("nbformat")


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A fresh workspace with a notebook, entered."""
    return enter(tmp_path / "w", monkeypatch)


@pytest.mark.parametrize("line", ["", "--part", f"{TOPIC} --part jax", f"{TOPIC} 'unclosed"])
def test_how_it_is_called(line):
    """One sentence."""
    with pytest.raises(UsageError, match=r"%check TOPIC \[--part"):
        ipython.check(line, [])


def test_html_shows_hostile_text_as_text():
    """What student code says is no markup."""
    text = RIGHT["numpy"].replace("    ax", "    raise ValueError('<b onclick=x>')\n    ax", 1)
    page = ipython.check(f"{TOPIC} --part numpy", [("In [1]", text)])._repr_html_()
    assert "<b onclick" not in page and "&lt;b onclick" in page


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
    nbclient.NotebookClient(content, timeout=int(PATIENCE), resources={"metadata": {"path": str(ROOT)}}).execute()
    first, second, unknown, usage = [cell.outputs for cell in content.cells if cell.source.startswith("%check")]
    [right], [wrong] = first, second
    assert "25 of 25 points" in right["data"]["text/html"] and "20 of 20 checks" in right["data"]["text/plain"]
    assert "ZeroDivisionError" in wrong["data"]["text/html"] and "In [" in wrong["data"]["text/html"]
    assert "Did you mean batch_norm?" in unknown[0]["text"] and "%check TOPIC" in usage[0]["text"]


class Shell:
    """What of IPython the magic uses."""

    def __init__(self, *cells):
        self.user_ns = {"In": ["", *cells]}

    def register_magic_function(self, function, kind, name):
        assert (kind, name) == ("line", "check")
        self.check = function


def test_the_magic_checks_the_cells_that_were_executed(capsys):
    """With their numbers; IPython's first entry is none."""
    shell = Shell(RIGHT["numpy"])
    ipython.load(shell)
    checked = shell.check(f"{TOPIC} --part numpy")
    assert repr(checked) == "20 of 20 checks pass: 25 points" and capsys.readouterr().out == ""


def test_an_error_of_ours_is_a_sentence_in_the_notebook(capsys):
    """No traceback of the grader's stands below the cell."""
    shell = Shell()
    ipython.load(shell)
    assert shell.check("batch_nrm") is None
    assert capsys.readouterr().out.startswith("grader: there is no topic 'batch_nrm'")
