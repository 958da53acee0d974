"""The history of a workspace: runs, solved versions and shown hints in one file."""

import pytest
from support.student import FILE, RIGHT, TOPIC, call, check

from grader.workspace.history import CheckRun, History, sha


def test_a_history_that_is_damaged_loses_nothing_else(workspace):
    """Progress is gone, work and checking are not."""
    FILE.write_text(RIGHT)
    check(TOPIC, code=0)
    (workspace / ".grader" / "history.sqlite").write_bytes(b"rubbish" * 100)
    check(TOPIC, code=0)
    assert "not checked yet" in call() and "nothing is solved yet" in call("solved")


@pytest.fixture
def history(tmp_path):
    """An empty history in a folder that is not there yet."""
    return History(tmp_path / "state" / "history.sqlite")


def run(text=b"x = 1\n", **more):
    settings = {"time": "2026-11-02T10:00:00", "topic": "toy", "part": "numpy", "score": 3.0, "max_score": 3.0}
    return CheckRun(**({**settings, "passed": 3, "checks": 3, "first": "", "sha": sha(text)} | more))


def test_the_last_run_of_each_part_counts(history):
    """In the order in which they were added, whatever a clock said."""
    runs = [run(score=1.0, passed=1, first="It adds."), run(part="torch"), run(time="2026-11-01T09:00:00", score=2.0)]
    for one in runs:
        history.add(one, b"x = 1\n")
    assert history.latest() == {("toy", "numpy"): runs[2], ("toy", "torch"): runs[1]}


def test_a_version_that_passed_everything_is_kept_once(history):
    """With its text, oldest first; a version that failed a check is not kept."""
    history.add(run(b"first"), b"first")
    history.add(run(b"second \xff", time="2026-11-03T10:00:00"), b"second \xff")
    history.add(run(b"first", time="2026-11-04T10:00:00"), b"first")
    history.add(run(b"wrong", passed=2), b"wrong")
    history.add(run(b"other", topic="other"), b"other")
    assert [version.text for version in history.solved("toy")] == ["first", "second \ufffd"]
    assert [version.topic for version in history.solved()] == ["toy", "other", "toy"]
    assert history.solved("toy")[0].time == "2026-11-02T10:00:00"


def test_hints_are_shown_stage_by_stage(history):
    """Never more than there are, and each check for itself."""
    assert [history.reveal("toy", "adds", 3) for _ in range(4)] == [1, 2, 3, 3]
    assert history.reveal("toy", "scales", 3) == 1
    assert history.revealed() == {("toy", "adds"): 3, ("toy", "scales"): 1}


def test_looking_makes_no_file(history, tmp_path):
    """An empty history is read without a trace."""
    assert history.latest() == {} == history.revealed() and history.solved() == []
    assert not (tmp_path / "state").exists()


def test_a_history_that_cannot_be_kept_is_done_without(tmp_path):
    """No work is lost with it: nothing is raised, and a hint's first stage is shown again."""
    (tmp_path / "state").write_text("a file where the folder would be")
    history = History(tmp_path / "state" / "history.sqlite")
    history.add(run(), b"x = 1\n")
    assert [history.reveal("toy", "adds", 3) for _ in range(2)] == [1, 1] and history.latest() == {}
