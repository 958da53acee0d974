"""What students' own tests call in a notebook for otter."""

import pytest
from support.autograder import solution
from support.otter_library import WRONG, recorded, written

from grader.exports.inside.otter_feedback import feedback

pytest.importorskip("nbformat")


def test_feedback(course, tmp_path, monkeypatch):
    """From answers that are recorded where none are given; what a cell takes from otter is not in the way."""
    monkeypatch.chdir(recorded(course, tmp_path / "out") / "student")
    feedback({"In": ["", solution(course)]}, "toy", "numpy", "doubles_every_entry")
    with pytest.raises(AssertionError, match="3/2 of what it should be") as caught:
        feedback({"In": ["", "import otter\nfrom otter import Notebook", WRONG]}, "toy", "numpy", "doubles_every_entry")
    assert str(caught.value).startswith("Every entry is doubled.")


@pytest.mark.parametrize(
    ("env", "says"), [({"In": ["", "grader.check('toy_numpy')"]}, "not written"), ({}, "run it in a notebook")]
)
def test_feedback_on_nothing(course, tmp_path, monkeypatch, env, says):
    """Cells without an exercise, and a Python that has no cells."""
    monkeypatch.chdir(written(course, tmp_path / "out") / "student")
    with pytest.raises(AssertionError, match=says):
        feedback(env, "toy", "numpy", "doubles_every_entry")
