"""The points of each part, stored in the workspace."""

import json
import os

import pytest

from grader.topics.topic import Topic
from grader.workspace.folder import Workspace
from grader.workspace.points import points_of_parts

CHECKS = '''
from grader import check, close

@check(points=3)
def doubles(student, reference, rng):
    """Twice."""
    close(student.double(2.0), 4.0, "y")
'''
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"


@pytest.fixture
def workspace(tmp_path, make_topic) -> Workspace:
    """A workspace with one topic of one check."""
    make_topic(CHECKS, SOLUTION)
    return Workspace(tmp_path)


def test_points_are_the_sum_of_the_checks(workspace):
    """Of each part that the topic has, and they are stored."""
    assert points_of_parts(workspace) == {"toy": {"numpy": 3}}
    assert json.loads((workspace.state / "points.json").read_text())["points"] == {"toy": {"numpy": 3}}


def test_stored_points_are_used(workspace, monkeypatch):
    """Without a change of the files no checks are loaded."""
    points_of_parts(workspace)
    monkeypatch.setattr(Topic, "checks_of", lambda topic, part: pytest.fail("the checks were loaded"))
    assert points_of_parts(workspace) == {"toy": {"numpy": 3}}


@pytest.mark.parametrize("file", ["exercises/toy/checks.py", "course.toml"])
def test_a_change_of_a_source_is_seen(workspace, file):
    """Of the checks, and of the course file, which may be new."""
    assert points_of_parts(workspace) == {"toy": {"numpy": 3}}
    path = workspace.root / file
    path.write_text(CHECKS.replace("points=3", "points=5") if path.suffix == ".py" else "[checks.toy]\ndoubles = 5\n")
    os.utime(path, ns=(1, 1))
    assert points_of_parts(workspace) == {"toy": {"numpy": 5}}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"state": []}'])
def test_a_damaged_file_is_replaced(workspace, content):
    """Text that is no JSON, and JSON of another form."""
    workspace.state.mkdir()
    (workspace.state / "points.json").write_text(content)
    assert points_of_parts(workspace) == {"toy": {"numpy": 3}}
    assert json.loads((workspace.state / "points.json").read_text())["points"] == {"toy": {"numpy": 3}}


def test_points_that_cannot_be_stored(workspace):
    """They are computed all the same: a file stands in the place of the folder."""
    workspace.state.write_text("")
    assert points_of_parts(workspace) == {"toy": {"numpy": 3}}
