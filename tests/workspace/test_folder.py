"""The files of a workspace: which are a student's work, what is not written yet, and what comes back."""

import json

import pytest

from grader.values.errors import UsageError
from grader.workspace import folder as module


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


@pytest.fixture
def laid_out(tmp_path):
    """A workspace that has one topic with a NumPy part, and the folder that it came from."""
    source = tmp_path / "source"
    (source / "toy").mkdir(parents=True)
    (source / "toy" / "checks.py").write_text("old checks")
    (source / "toy" / "toy_numpy.py").write_text("skeleton")
    (source / "toy" / "notes.txt").write_text("not for students")
    (source / "toy" / "answers").mkdir()
    (source / "toy" / "answers" / "numpy.json").write_text("{}")
    (source / "toy" / "answers" / "numpy.bin").write_bytes(b"\0")
    (source / "toy" / "answers" / "notes.txt").write_text("not for students")
    workspace = module.Workspace(tmp_path / "work")
    list(workspace.lay_out(["toy"], source))
    return workspace, source


def test_a_part_is_written_in_its_file_or_in_the_topics_notebook(laid_out):
    """The file goes before a notebook beside it."""
    workspace, _ = laid_out
    folder = workspace.exercises / "toy"
    assert not (folder / "notes.txt").exists()
    (folder / "toy.ipynb").write_text("{}")
    assert workspace.file("toy", "numpy") == folder / "toy_numpy.py"
    assert workspace.file("toy", "torch") == folder / "toy.ipynb"


def test_a_topic_is_begun_with_the_first_change(laid_out):
    """Where no skeleton is known, whatever is there counts as work."""
    workspace, _ = laid_out
    assert not workspace.begun("toy")
    workspace.file("toy", "numpy").write_text("mine")
    assert workspace.begun("toy")
    (workspace.exercises / "other").mkdir()
    assert not workspace.begun("other")
    workspace.file("other", "numpy").write_text("skeleton")
    assert workspace.begun("other")


def test_an_update_without_news_changes_nothing(laid_out):
    """Not even a file that the student changed; a changed file that has no newer version stays."""
    workspace, source = laid_out
    (workspace.exercises / "toy" / "checks.py").write_text("my checks")
    workspace.file("toy", "numpy").write_text("mine")
    assert list(workspace.update(["toy"], source)) == []
    assert (workspace.exercises / "toy" / "checks.py").read_text() == "my checks"


MAIN = 'if __name__ == "__main__":\n    print(1)\n'


@pytest.fixture
def begun(laid_out):
    """A workspace whose topic has an example, in which the student has written the code above it."""
    workspace, source = laid_out
    (source / "toy" / "toy_numpy.py").write_text(f"skeleton\n\n\n{MAIN}")
    list(workspace.update(["toy"], source))
    file = workspace.file("toy", "numpy")
    file.write_text(file.read_text().replace("skeleton", "mine"))
    return workspace, source, file


def newer(source, text):
    (source / "toy" / "toy_numpy.py").write_text(text)


def test_a_newer_example_comes_below_the_work(begun):
    """Nothing lies beside the file, the old file is kept, and the next update has nothing to do."""
    workspace, source, file = begun
    newer(source, f"skeleton\n\n\n{MAIN.replace('1', '2')}")
    [action] = workspace.update(["toy"], source)
    assert (action.what, action.note) == ("replaced", "only the example below your code; your code stays")
    assert file.read_text() == f"mine\n\n\n{MAIN.replace('1', '2')}"
    assert not file.with_name("toy_numpy.py.new").exists()
    [backup] = (workspace.state / "backups").iterdir()
    assert backup.read_text() == f"mine\n\n\n{MAIN}"
    assert list(workspace.update(["toy"], source)) == []


def test_a_newer_example_and_a_newer_skeleton(begun):
    """The example is renewed, and the rest of the skeleton lies beside the work."""
    workspace, source, file = begun
    newer(source, f"skeleton 2\n\n\n{MAIN.replace('1', '2')}")
    assert [action.what for action in workspace.update(["toy"], source)] == ["replaced", "kept"]
    assert file.read_text() == f"mine\n\n\n{MAIN.replace('1', '2')}"
    assert file.with_name("toy_numpy.py.new").read_text().startswith("skeleton 2")


def test_a_students_own_example_stays(begun):
    """The message says so, and the newer one lies beside it."""
    workspace, source, file = begun
    file.write_text(f"mine\n\n\n{MAIN}    plot()\n")
    newer(source, f"skeleton\n\n\n{MAIN.replace('1', '2')}")
    [action] = workspace.update(["toy"], source)
    assert action.what == "kept" and action.note.startswith("your work and the example below it stay")
    assert file.read_text() == f"mine\n\n\n{MAIN}    plot()\n"
    assert "print(2)" in file.with_name("toy_numpy.py.new").read_text()


def test_a_file_that_is_not_text_stays(begun):
    """Whatever it holds."""
    workspace, source, file = begun
    file.write_bytes(b"\xff\xfe mine")
    newer(source, f"skeleton\n\n\n{MAIN.replace('1', '2')}")
    assert [action.what for action in workspace.update(["toy"], source)] == ["kept"]
    assert file.read_bytes() == b"\xff\xfe mine"


def test_a_skeleton_that_is_not_stored_cannot_come_back(laid_out):
    """It is said where another is; the student's file stays."""
    workspace, _ = laid_out
    (workspace.state / "skeletons" / "toy_numpy.py").unlink()
    workspace.file("toy", "numpy").write_text("mine")
    with pytest.raises(UsageError, match="the skeleton of toy_numpy.py is not stored here"):
        workspace.reset("toy", "numpy")
    assert workspace.file("toy", "numpy").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_what_was_handed_out_may_be_forgotten(laid_out, text):
    """Then every file that differs is a student's: work stays, and the rest is kept beside."""
    workspace, source = laid_out
    (workspace.state / "shipped.json").write_text(text)
    (source / "toy" / "toy_numpy.py").write_text("newer")
    (source / "toy" / "checks.py").write_text("newer checks")
    actions = {action.path.name: action.what for action in workspace.update(["toy"], source)}
    folder = workspace.exercises / "toy"
    assert actions == {"toy_numpy.py": "kept", "checks.py": "replaced"}
    assert (folder / "toy_numpy.py").read_text() == "skeleton" and (folder / "toy_numpy.py.new").read_text() == "newer"
    assert (folder / "checks.py.old").read_text() == "old checks"


def test_recordings_come_along_and_are_repaired(laid_out):
    """Nobody edits them: what is missing, damaged or older is replaced without a copy."""
    workspace, source = laid_out
    answers = workspace.exercises / "toy" / "answers"
    assert {path.name for path in answers.iterdir()} == {"numpy.json", "numpy.bin"}
    (answers / "numpy.json").write_text("damaged")
    (answers / "numpy.bin").unlink()
    assert {(a.path.name, a.what) for a in workspace.update(["toy"], source)} == {
        ("numpy.json", "replaced"),
        ("numpy.bin", "wrote"),
    }
    (source / "toy" / "answers" / "numpy.json").write_text('{"newer": 1}')
    (answers / "numpy.json").write_text("damaged")
    assert [(a.path.name, a.what) for a in workspace.update(["toy"], source)] == [("numpy.json", "replaced")]
    assert (answers / "numpy.json").read_text() == '{"newer": 1}' and len(list(answers.iterdir())) == 2


@pytest.mark.parametrize("known", [True, False])
def test_the_recording_of_an_earlier_version_goes(laid_out, known):
    """It is removed; a file of which nobody knows any more where it came from is kept beside."""
    workspace, source = laid_out
    old = workspace.exercises / "toy" / "answers.npz"
    old.write_bytes(b"PK")
    if known:
        shipped = json.loads((workspace.state / "shipped.json").read_text())
        shipped["exercises/toy/answers.npz"] = module.sha(b"PK")
        (workspace.state / "shipped.json").write_text(json.dumps(shipped))
    [action] = workspace.update(["toy"], source)
    assert (action.path, action.what) == (old, "removed") and not old.exists()
    assert old.with_name("answers.npz.old").exists() is not known
    assert list(workspace.update(["toy"], source)) == []
    assert "exercises/toy/answers.npz" not in (workspace.state / "shipped.json").read_text()


def test_a_file_that_is_no_longer_shipped_goes_and_work_stays(laid_out):
    """A file of checks would be asked for ever. What a student changed is kept beside; what a student writes in stays."""
    workspace, source = laid_out
    for name in ("checks_torch.py", "hints.toml", "toy_torch.py"):
        (source / "toy" / name).write_text(f"old {name}")
    list(workspace.update(["toy"], source))
    for name in ("checks_torch.py", "hints.toml", "toy_torch.py"):
        (source / "toy" / name).unlink()
    folder = workspace.exercises / "toy"
    (folder / "hints.toml").write_text("mine")
    (folder / "notes.md").write_text("my notes")
    (folder / "toy_torch.py").write_text("my work")
    assert {(a.path.name, a.what) for a in workspace.update(["toy"], source)} == {
        ("checks_torch.py", "removed"),
        ("hints.toml", "removed"),
    }
    assert not (folder / "checks_torch.py").exists() and not (folder / "hints.toml").exists()
    assert (folder / "hints.toml.old").read_text() == "mine" and (folder / "toy_torch.py").read_text() == "my work"
    assert (folder / "notes.md").read_text() == "my notes"
    assert list(workspace.update(["toy"], source)) == []


def test_a_topic_that_the_source_lacks_stays_as_it_is(laid_out, tmp_path):
    """An update from another course removes nothing of it."""
    workspace, _ = laid_out
    (tmp_path / "empty").mkdir()
    before = sorted(path for path in workspace.exercises.rglob("*"))
    assert not [action for action in workspace.update([], tmp_path / "empty") if action.what == "removed"]
    assert sorted(path for path in workspace.exercises.rglob("*")) == before
