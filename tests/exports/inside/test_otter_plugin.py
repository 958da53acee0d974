"""What otter calls: the plugin, without otter; and what students' tests call."""

import json
import signal

import pytest
from support.autograder import SECRET, solution
from support.otter_library import WRONG, Machine, notebook_of, recorded, written

from grader.exports.inside import otter
from grader.exports.inside.otter_feedback import feedback
from grader.exports.inside.otter_plugin import FAILED
from grader.sandbox import isolation

pytest.importorskip("nbformat")


@pytest.fixture
def machine(course, tmp_path):
    """Where otter grades the topic toy."""
    return Machine(tmp_path / "machine", written(course, tmp_path / "out") / "autograder.zip")


def test_nothing_of_the_students_is_left_for_the_kernel(course, machine):
    """All of it is gone before a kernel starts, which runs a blank file; no PDF is made of it either."""
    for name, text in (("toy_numpy.py", solution(course)), ("otter.py", "1 / 0"), (".OTTER_LOG", "log")):
        (machine.submission / name).write_text(text)
    (machine.submission / "folder").mkdir()
    (machine.submission / "link").symlink_to(machine.course / "secret")
    plugin, config = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == "Toys: 10 of 10 points"
    assert sorted(path.name for path in machine.submission.iterdir()) == ["tests", "toy_numpy.py"]
    assert (machine.submission / "toy_numpy.py").read_text() == "" and not config.pdf and config.token is None
    assert (machine.course / "secret").read_text().strip() == SECRET


def test_a_notebook_of_another_name_is_the_topics(course, machine):
    """With all parts in it; its calls of otter do nothing, whatever is called otter beside it."""
    cells = ["import otter\ngrader = otter.Notebook('toy.ipynb')", solution(course), "grader.check('toy_numpy')"]
    (machine.submission / "toy (1).ipynb").write_text(notebook_of(*cells))
    (machine.submission / "otter.py").symlink_to(machine.course / "secret")
    plugin, _ = machine.judge("toy (1).ipynb")
    assert plugin.generate_report() == "Toys: 10 of 10 points"
    assert json.loads((machine.submission / "toy (1).ipynb").read_text())["cells"] == []
    assert (machine.course / "secret").read_text().strip() == SECRET


@pytest.mark.parametrize("broken", ["settings.json", "secret", "exercises/toy/checks.py"])
def test_our_own_failure_says_so(course, machine, capfd, broken):
    """The student reads a sentence, the instructor what it was, and nothing is left for the kernel."""
    (machine.course / broken).write_text("(")
    (machine.submission / "toy_numpy.py").write_text(solution(course))
    plugin, _ = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == FAILED["output"] and "not your fault" in FAILED["output"]
    said = capfd.readouterr().out
    assert broken.rpartition("/")[2] in said and SECRET not in said
    assert (machine.submission / "toy_numpy.py").read_text() == ""


def test_open_solutions_are_not_graded_with(course, machine, tmp_path, monkeypatch, capsys):
    """Where student code could read the secret there is no outcome, not even the one that says that nothing was reached."""
    monkeypatch.setitem(isolation.LEVELS, "best", isolation.NONE)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)
    (machine.submission / "toy_numpy.py").write_text(solution(course))
    otter.main(machine.course, machine.submission, tmp_path / "outcome.json")
    assert not (tmp_path / "outcome.json").exists() and "could read the solutions" in capsys.readouterr().err


def test_time_that_runs_out_leaves_what_was_found(course, machine):
    """Half of a short limit is left to otter; what was not reached is in the sum."""
    settings = json.loads((machine.course / "settings.json").read_text())
    (machine.course / "settings.json").write_text(json.dumps(settings | {"seconds": 8}))
    checks = machine.course / "exercises" / "toy" / "checks.py"
    checks.write_text(checks.read_text().replace("seconds=1.0", "seconds=20.0"))
    text = solution(course).replace("def batches(", "def unused(")
    loops = f"{text}\n\ndef batches(x, size):\n    while True:\n        size += 1\n"
    (machine.submission / "toy_numpy.py").write_text(loops)
    plugin, _ = machine.judge("toy_numpy.py")
    assert plugin.generate_report() == "Grading did not finish, and what was not reached counts as nothing yet.\n" + (
        "Toys: 5 of 10 points"
    )


def test_feedback(course, tmp_path, monkeypatch):
    """From answers that are recorded where none are given; what a cell takes from otter is not in the way."""
    monkeypatch.chdir(recorded(course, tmp_path / "out") / "student")
    feedback({"In": ["", solution(course)]}, "toy", "numpy", "doubles_every_entry")
    with pytest.raises(AssertionError, match="3/2 of what it should be") as caught:
        feedback({"In": ["", "import otter\nfrom otter import Notebook", WRONG]}, "toy", "numpy", "doubles_every_entry")
    assert str(caught.value).startswith("Every entry is doubled.")


@pytest.mark.parametrize(
    ("env", "says"), [({"In": ["", "grader.check('toy_numpy')"]}, "not written"), ({}, "run it in one")]
)
def test_feedback_on_nothing(course, tmp_path, monkeypatch, env, says):
    """Cells without an exercise, and a Python that has no cells."""
    monkeypatch.chdir(written(course, tmp_path / "out") / "student")
    with pytest.raises(AssertionError, match=says):
        feedback(env, "toy", "numpy", "doubles_every_entry")
