"""The history of a workspace: runs, solved versions and shown hints in one file."""

from support.student import FILE, RIGHT, TOPIC, call, check


def test_a_history_that_is_damaged_loses_nothing_else(workspace):
    """Progress is gone, work and checking are not."""
    FILE.write_text(RIGHT)
    check(TOPIC, code=0)
    (workspace / ".grader" / "history.sqlite").write_bytes(b"rubbish" * 100)
    check(TOPIC, code=0)
    assert "not checked yet" in call() and "nothing is solved yet" in call("solved")
