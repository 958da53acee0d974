"""Where a student stands: each topic, what is next, what is solved, the next hint."""

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.reports import mistake, result
from support.student import FILE, RIGHT, TOPIC, call, check

from grader.cli.main import main
from grader.course.course import UNCHANGED
from grader.show.terminal.console import out
from grader.topics.topic import Topic
from grader.values.report import Status
from grader.workspace.folder import Workspace
from grader.workspace.progress import next_hint, plain


def test_where_am_i(workspace):
    """A bar for each topic in the course's order, and the next thing to do with its file and line."""
    line = next(n for n, text in enumerate(FILE.read_text().splitlines(), 1) if "NotImplementedError" in text)
    said = call()
    assert said.index("softmax_cross_entropy") < said.index(TOPIC)  # as in course.toml
    assert "░" * 20 in said and "not checked yet" in said
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    said = call()
    assert f"Next: {FILE}:{line} batch_norm_forward" in said and "softmax" not in said
    FILE.write_text(RIGHT)
    assert f"Next: grader check {TOPIC} --part numpy" in call()
    check(TOPIC, code=0)
    said = call()
    assert "██████████" in said and "Next: exercises/batch_norm/batch_norm_torch.py:" in said
    FILE.write_text(RIGHT + "\n# changed\n")
    assert "17 of 17 checks, changed since" in call() and "Next: grader check" in call()


def test_what_does_not_hold_is_next(workspace):
    """The first claim that failed, and how to see it again."""
    FILE.write_text(RIGHT.replace("momentum", "momentun", 1))
    check(TOPIC, code=1)
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    assert f"grader check {TOPIC} --part numpy" in call() and "Next: exercises" in call()


def test_all_done(workspace):
    """Nothing is next but to hand in."""
    (workspace / "exercises" / TOPIC / f"{TOPIC}_torch.py").unlink()
    Path("course.toml").write_text(f'topics = ["{TOPIC}"]')
    FILE.write_text(RIGHT)
    check(TOPIC, code=0)
    assert "All done. `grader submit`" in call()


def test_list(workspace):
    """Every topic with its title and points."""
    said = call("list")
    assert "Batch normalization numpy 25, torch 18 points" in said


def test_solved(workspace):
    """Versions that passed everything, each once, to be read again."""
    assert "nothing is solved yet" in call("solved")
    for text in (RIGHT, RIGHT + "\n# shorter\n", RIGHT):
        FILE.write_text(text)
        check(TOPIC, code=0)
    said = call("solved", TOPIC)
    assert said.count("batch_norm numpy") == 2
    assert "# shorter" in call("solved", "--show", "2") and "# shorter" not in call("solved", "--show", "1")
    assert "lists 2 versions" in call("solved", "--show", "3", code=2)


def test_a_narrow_terminal_loses_what_matters_least(workspace, monkeypatch):
    """Every topic stays on its line, and its points with it."""
    for columns in ("40", "62", "80"):
        monkeypatch.setattr(out, "_width", int(columns))  # COLUMNS counts when a console is made
        lines = CliRunner().invoke(main, []).output.splitlines()[:2]
        assert [line.split()[:2] for line in lines] == [["softmax_cross_entropy", "0/43"], [TOPIC, "0/43"]]
        assert max(map(len, lines)) <= int(columns) and ("░" in lines[0]) == (columns == "80")


HINTS = '[[hint]]\nchecks = ["adds"]\nidea = "Think."\nformula = "y = x"\nshape = "return x"\n'


@pytest.fixture
def help_with(tmp_path):
    """What helps with a check of a topic that has hints: `help_with(result, course)`."""
    (tmp_path / "exercises" / "toy").mkdir(parents=True)
    (tmp_path / "exercises" / "toy" / "hints.toml").write_text(HINTS)

    def helped(result, course=UNCHANGED):
        topic = Topic("toy", tmp_path / "exercises" / "toy", None, course)
        return next_hint(Workspace(tmp_path), topic, result)

    return helped


def test_hints_come_one_more_each_time(help_with):
    """Those that were shown come again; how many are left is said, until none is."""
    failed = result("adds", Status.FAILED, says="no")
    assert help_with(failed) == "The idea: Think.\n(2 more: ask again)"
    assert help_with(failed) == "The idea: Think.\nThe formula: y = x\n(1 more: ask again)"
    everything = "The idea: Think.\nThe formula: y = x\nThe shape of the code: return x"
    assert [help_with(failed) for _ in range(2)] == [everything, everything]


def test_a_recognized_mistake_has_its_own_hint(help_with):
    """No stage of the check's is used up by it."""
    recognized = result("adds", Status.FAILED, causes=(mistake("m", "Divide by N."),))
    assert help_with(recognized) == "The mistake is a known one. Divide by N."
    assert help_with(result("adds", Status.FAILED, says="no")).endswith("(2 more: ask again)")


def test_where_there_is_no_hint_that_is_said(help_with):
    """Of a check without any, and in a course that gives none."""
    assert "There is no hint for this check" in help_with(result("scales", Status.FAILED, says="no"))
    none = dataclasses.replace(UNCHANGED, hints=False)
    assert help_with(result("adds", Status.FAILED, says="no"), none) == "This course gives no hints."


@pytest.mark.parametrize(
    ("environment", "plainly"), [({}, False), ({"GRADER_PLAIN": "1"}, True), ({"TERM": "dumb"}, True)]
)
def test_a_screen_that_redraws_itself_is_not_for_everybody(monkeypatch, environment, plainly):
    """Not for a screen reader, and not for a terminal that cannot."""
    monkeypatch.delenv("GRADER_PLAIN", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert plain() is plainly
