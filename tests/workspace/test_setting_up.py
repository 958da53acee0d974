"""The commands that bring exercises into a workspace, called as functions."""

import pytest
from support.student import TOPIC

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
