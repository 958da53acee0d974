"""The commands as people and programs call them: exit codes, JSON, and one clear sentence for each kind of bad input."""

import json

import click
import pytest
from click.testing import CliRunner
from support.toy_class import ADDS, RIGHT, call

from grader.authoring.scaffold import write_topic
from grader.cli.main import main

RESULT = set("name claim part status score max_score message hint mistake seconds output finding".split())


@pytest.mark.parametrize(("text", "code", "score"), [(RIGHT, 0, 3), (ADDS, 1, 0), ("def scale(:\n", 1, 0)])
def test_check_exits_with_what_was_found(workspace, text, code, score):
    """0 when everything passed, 1 when not; the report is one JSON object a line."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(text)
    result = call("check", "toy", "--json")
    assert result.exit_code == code
    report = json.loads(result.stdout)
    assert (report["schema"], report["topic"], report["score"], report["max_score"]) == (1, "toy", score, 3)
    assert set(report) == {
        "schema",
        "topic",
        "submission",
        "score",
        "max_score",
        "seconds",
        "isolation",
        "device",
        "parts",
        "results",
    }
    assert all(set(result) == RESULT for result in report["results"])


def test_check_shows_the_claim_the_numbers_and_the_hint(workspace):
    """A wrong answer is explained at home, without a solution on disk."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(ADDS)
    (workspace / "solutions").rename(workspace / "elsewhere")
    shown = " ".join(call("check").stdout.split())
    for part in (
        "Every entry is multiplied",
        "expected",
        "allowed difference",
        "values are off",
        "This adds the factor",
    ):
        assert part in shown


def test_check_in_a_topic_folder_checks_that_topic(workspace, monkeypatch):
    """The topic at hand needs no name."""
    write_topic("other", workspace / "exercises", workspace / "solutions")
    monkeypatch.chdir(workspace / "exercises" / "toy")
    assert json.loads(call("check", "--json").stdout)["topic"] == "toy"


def test_outside_a_workspace_check_says_where_to_go(tmp_path, monkeypatch):
    """There is nothing to check, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    result = call("check")
    assert result.exit_code == 2 and "go to your workspace" in result.stderr.replace("\n", " ")


def test_a_damaged_recording_is_our_fault(workspace):
    """Exit status 3, and what to do about it."""
    (workspace / "exercises/toy/toy_numpy.py").write_text(RIGHT)
    (workspace / "exercises/toy/answers/numpy.json").write_bytes(b"damaged")
    result = call("check")
    assert result.exit_code == 3
    assert "numpy.json is damaged" in result.stderr and "get the exercise again" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["judge", "nowhere.py", "--topic", "toy"], "there is no nowhere.py"),
        (["judge", "nowhere", "--topic", "toy"], "check the path"),
        (["judge", "class", "--topic", "tow"], "Did you mean toy?"),
        (["judge", "class", "--topic", "toy", "--solutions", "none"], "name the folder of solutions"),
        (["check", "toi"], "Did you mean toy?"),
        (["check", "--exercises", "none"], "name the folder of topics"),
        (["grade", "none", "--out", "out"], "there is no folder none"),
        (["grade", "class", "--out", "out"], "contains no submissions"),
        (["build", "tov"], "Did you mean toy?"),
        (["verify", "ty"], "Did you mean toy?"),
        (["new", "toy"], "exists already: choose another name"),
        (["new", "Layer Norm"], "is not a valid name for a topic"),
        (["new", "twin", "--like", "tow"], "Did you mean toy?"),
        (["new", "twin", "--like", "toy", "--part", "numpy"], "leave --part out"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(workspace, arguments, sentence):
    """Usage errors say what to do next and write nothing."""
    result = call(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.output
    assert not (workspace / "out").exists()


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_has_help_with_an_example(name):
    """`--help` says what the command is for and shows how to call it."""
    command = main.commands[name]
    shown = CliRunner().invoke(main, [name, "--help"]).stdout
    assert f"grader {name}" in shown.split("Example")[1]
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))
