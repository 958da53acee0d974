"""A workspace is set up, updated and reset; a student's work is never lost."""

import json
from pathlib import Path

import pytest
from support.places import ROOT
from support.student import FILE, TOPIC, call

from grader.workspace import folder as module


def test_start_lays_out_what_a_student_needs_and_nothing_secret(workspace):
    """Topics, a README, the settings of editors; of a topic only what stands in its public folder."""
    names = {path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if path.is_file()}
    public = {path.name for path in (ROOT / "exercises" / TOPIC).iterdir() if path.is_file()}
    assert {name.split("/")[-1] for name in names if name.startswith(f"exercises/{TOPIC}/")} == public
    assert {"README.md", "course.toml", "pyproject.toml", ".vscode/settings.json"} <= names
    assert json.loads((workspace / ".vscode" / "settings.json").read_text())["python.testing.pytestEnabled"]
    assert not any("mistakes" in name or "hidden" in name or "right" in name for name in names)


def test_start_again_changes_nothing(workspace):
    """Work is kept and said to be; what is missing is written."""
    FILE.write_text("mine")
    Path("README.md").unlink()
    said = call("start", ".", "--topics", TOPIC)
    assert f"kept: {FILE}" in said and "wrote 1 file" in said
    assert FILE.read_text() == "mine" and Path("README.md").exists()


def test_a_course_hands_out_its_own_topics(tmp_path, make_topic):
    """With --from; a topic that is not there is named with the nearest."""
    make_topic(
        'from grader import check, close\n@check(points=1)\ndef doubles(student, reference, rng):\n    """Twice."""\n'
        "    close(student.double(2.0), 4.0, 'y')\n",
        "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n",
    )
    source = tmp_path / "exercises"
    said = call("start", tmp_path / "w", "--from", source)
    assert "1 topic in" in said and "then `double`" in said
    assert "Did you mean toy?" in call("start", tmp_path / "v", "--from", source, "--topics", "toi", code=2)
    assert not (tmp_path / "v").exists()


def test_what_is_next_in_a_class(tmp_path):
    """A method that every class has is named with its class; a notebook's JSON reads as its code does."""
    file = tmp_path / "x.py"
    text = (
        'def f():\n    pass\n\nclass Adam:\n    def __init__(self):\n        raise NotImplementedError("TODO: this")\n'
    )
    file.write_text(text)
    assert module.todo(file) == module.Todo(6, "Adam.__init__")
    file.write_text(text.replace("__init__", "step"))
    assert module.todo(file) == module.Todo(6, "step")
    file.write_text(json.dumps({"source": text.splitlines(keepends=True)}, indent=1))
    assert module.todo(file).name == "Adam.__init__"
    file.write_text("def f():\n    return 1\n")
    assert module.todo(file) is None and module.todo(tmp_path / "none") is None


def test_reset_keeps_a_backup(workspace):
    """It asks first; no is no."""
    skeleton = FILE.read_text()
    FILE.write_text("mine")
    assert "kept: " in call("reset", TOPIC, "--part", "numpy", input="n\n") and FILE.read_text() == "mine"
    call("reset", TOPIC, "--part", "numpy", input="y\n")
    assert FILE.read_text() == skeleton
    [backup] = (workspace / ".grader" / "backups").iterdir()
    assert backup.read_text() == "mine"
    FILE.unlink()
    assert "the skeleton is back" in call("reset", TOPIC, "--part", "numpy") and FILE.read_text() == skeleton


@pytest.fixture
def newer(tmp_path):
    """The exercises as a later version of the package has them."""
    import shutil

    source = tmp_path / "newer" / "exercises"
    shutil.copytree(ROOT / "exercises" / TOPIC, source / TOPIC)
    shutil.copytree(ROOT / "exercises" / "softmax_cross_entropy", source / "softmax_cross_entropy")
    for name in ("README.md", "checks.py", FILE.name):
        path = source / TOPIC / name
        path.write_text(path.read_text() + "\n# newer\n")
    return source


def test_update_does_not_touch_work(workspace, newer):
    """What was not changed is replaced; work stays, with the newer skeleton beside it; what else was changed is kept aside."""
    FILE.write_text("mine")
    (FILE.parent / "checks.py").write_text("changed")
    said = call("update", "--from", newer)
    assert FILE.read_text() == "mine" and Path(f"{FILE}.new").read_text().endswith("# newer\n")
    assert (FILE.parent / "README.md").read_text().endswith("# newer\n")
    assert (FILE.parent / "checks.py").read_text().endswith("# newer\n")
    assert (FILE.parent / "checks.py.old").read_text() == "changed" and "your version is now checks.py.old" in said
    assert "everything is current" in call("update", "--from", newer)


def test_update_of_an_untouched_skeleton(workspace, newer):
    """Nobody wrote in it: it is replaced, and so is what `reset` brings back."""
    call("update", "--from", newer)
    assert FILE.read_text().endswith("# newer\n") and not Path(f"{FILE}.new").exists()
    FILE.write_text("mine")
    call("reset", TOPIC, "--part", "numpy", "--yes")
    assert FILE.read_text().endswith("# newer\n")


def test_a_folder_that_cannot_be_written_to(tmp_path):
    """One sentence that names it."""
    (tmp_path / "file").write_text("")
    said = call("start", tmp_path / "file" / "work", "--topics", TOPIC, code=2)
    assert "file" in said and "Traceback" not in said
