"""Where a student stands: each topic, what is next, what is solved."""

from pathlib import Path

from click.testing import CliRunner
from support.student import FILE, RIGHT, TOPIC, call, check

from grader.cli.main import main
from grader.show.terminal.console import out


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
    assert "20 of 20 checks, changed since" in call() and "Next: grader check" in call()


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
