"""Exercises come into a workspace and are brought up to date, and a student's work is never lost."""

import json
from pathlib import Path

import pytest
from support.places import ROOT
from support.student import FILE, TOPIC, call

from grader.values.errors import UsageError
from grader.workspace import setting_up
from grader.workspace.folder import Workspace


def test_an_update_from_itself(workspace):
    """There is nothing to update from, and the message says what to do."""
    with pytest.raises(UsageError, match="with newer exercises with --from"):
        setting_up.update(Workspace(workspace), workspace / "exercises")


def test_an_update_names_new_topics(workspace, capsys):
    """Nothing has changed; topics that the workspace lacks are named with the command that adds them."""
    setting_up.update(Workspace(workspace), None)
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith("everything is current new topics: ")
    assert "conv" in text and TOPIC not in text and text.endswith("adds them")


def test_a_reset_asks_about_each_part(workspace, capsys):
    """A part stays if the answer is no, and each existing file has its own question."""
    questions = []
    files = {part: Workspace(workspace).file(TOPIC, part) for part in ("numpy", "torch")}
    skeletons = {part: file.read_text() for part, file in files.items()}
    for file in files.values():
        file.write_text("x = 1\n")
    setting_up.reset(
        Workspace(workspace), TOPIC, None, lambda question: bool(questions.append(question)) or "numpy" in question
    )
    assert len(questions) == 2 and all("Your file is kept as a backup" in question for question in questions)
    assert files["numpy"].read_text() == skeletons["numpy"] and files["torch"].read_text() == "x = 1\n"
    text = " ".join(capsys.readouterr().out.split())
    assert "the skeleton is back in" in text and "; your file is kept as .grader/backups/" in text
    assert f"kept: exercises/{TOPIC}/{TOPIC}_torch.py" in text


def test_a_missing_file_is_restored_without_a_question(workspace):
    """There is no work to lose, so `confirm` is not called."""
    file = Workspace(workspace).file(TOPIC, "numpy")
    file.unlink()
    setting_up.reset(Workspace(workspace), TOPIC, "numpy", lambda question: pytest.fail(question))
    assert "NotImplementedError" in file.read_text()


def test_start_lays_out_what_a_student_needs_and_nothing_secret(workspace):
    """Topics, a README, the settings of editors; of a topic only what stands in its public folder."""
    names = {path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if path.is_file()}
    public = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "exercises" / TOPIC).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if name.startswith(f"exercises/{TOPIC}/")} == public
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
