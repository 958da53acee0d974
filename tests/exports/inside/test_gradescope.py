"""The program that run_autograder starts: results.json is valid whatever happens."""

import json
import signal

import pytest
from support.autograder import solution

from grader.exports.inside import gradescope


@pytest.fixture
def machine(unpacked, monkeypatch):
    """Gradescope's tree, with a leaderboard, so that a log names who is meant."""
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)  # this process is not to end
    return unpacked("--leaderboard")


def results(machine):
    return json.loads((machine.root / "results" / "results.json").read_text())


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        ('{"users": [{"name": "Emmy N."}, {"name": "", "email": "ada@example.org"}]}', "Emmy N., ada@example.org"),
        ('{"users": [{"name": "\\u001b[31mEve\\u202e"}]}', "Eve"),
        ('{"users": []}', "submission"),
        ('{"users": [{}]}', "submission"),
        ('{"users": 3}', "submission"),
        ("[]", "submission"),
        ("", "submission"),
        (None, "submission"),
    ],
)
def test_who_handed_in_is_named_in_the_log(tmp_path, metadata, name):
    """A group together; metadata of another form are no reason to fail, and a name is no control sequence."""
    if metadata is not None:
        (tmp_path / "submission_metadata.json").write_text(metadata)
    assert name in gradescope._name(tmp_path / "submission_metadata.json")
    assert gradescope._name(tmp_path / "submission_metadata.json").isprintable()


def test_a_submission_is_graded_in_this_process(course, machine, capfd):
    """The log names who it was, the leaderboard has the points."""
    machine.hand_in(solution(course))
    gradescope.main(machine.root)
    assert results(machine)["leaderboard"] == [{"name": "Points", "value": 10.0}]
    out, err = capfd.readouterr()
    assert out == "" and "submission, toy: 10/10" in err


def test_where_there_is_no_course_students_read_a_sentence(tmp_path, capsys):
    """The instructor reads what it was, in an output that students do not see."""
    (tmp_path / "results").mkdir()
    gradescope.main(tmp_path)
    content = json.loads((tmp_path / "results" / "results.json").read_text())
    assert content["score"] == 0 and content["tests"] == [] and content["stdout_visibility"] == "hidden"
    assert "not your fault" in content["output"] and "settings.json" in capsys.readouterr().err
