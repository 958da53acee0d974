"""One submission is judged for otter's plugin."""

import signal

import pytest
from support.autograder import solution

from grader.exports.inside import otter
from grader.sandbox import isolation

pytest.importorskip("nbformat")


def test_open_solutions_are_not_graded_with(course, machine, tmp_path, monkeypatch, capsys):
    """Where student code could read the secret there is no outcome, not even the one that says that nothing was reached."""
    monkeypatch.setitem(isolation.LEVELS, "best", isolation.NONE)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)
    (machine.submission / "toy_numpy.py").write_text(solution(course))
    otter.main(machine.course, machine.submission, tmp_path / "outcome.json")
    assert not (tmp_path / "outcome.json").exists() and "could read the solutions" in capsys.readouterr().err
