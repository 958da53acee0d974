"""The state of each part, the record of a check run, and the next hint."""

from pathlib import Path

import pytest
from support.reports import mistake, report, result
from support.student import FILE, TOPIC

from grader.course.course import UNCHANGED, Course
from grader.topics.catalog import find_topic
from grader.values.errors import UsageError
from grader.values.finding import Cause
from grader.values.status import Status
from grader.workspace.folder import Workspace
from grader.workspace.progress import all_parts, course_order, next_hint, record

CHECK = "puts_eps_under_the_root"
PASSED, FAILED = result("right", Status.PASSED), result("wrong", Status.FAILED, says="y is 1")


def state(workspace, part="numpy"):
    """The state of one part of the topic."""
    return next(one for one in all_parts(Workspace(workspace)) if (one.topic, one.part) == (TOPIC, part))


def hint_for(workspace, course=UNCHANGED, name=CHECK, causes=()):
    """The next hint for a failed check."""
    topic = find_topic(TOPIC, workspace / "exercises", None, course)
    return next_hint(Workspace(workspace), topic, result(name, Status.FAILED, says="no", causes=causes))


def test_the_order_of_the_course(workspace):
    """The course file's, of the topics that exist; without any, all in their own order. Names that are given stay as they are."""
    exercises = workspace / "exercises"
    Path("course.toml").write_text(f'topics = ["{TOPIC}", "conv", "softmax_cross_entropy"]')
    assert course_order(exercises) == [TOPIC, "softmax_cross_entropy"]
    Path("course.toml").write_text('topics = ["conv"]')
    assert course_order(exercises) == ["softmax_cross_entropy", TOPIC]
    assert course_order(exercises, ["softmax_cross_entropy"]) == ["softmax_cross_entropy"]
    with pytest.raises(UsageError, match=r"Did you mean batch_norm\?"):
        course_order(exercises, ["batch_nrm"])


def test_a_run_is_recorded(workspace):
    """With its counts, its score and the first claim that failed; a part is done when every check has passed."""
    assert state(workspace).run is None and not state(workspace).done
    record(Workspace(workspace), report(TOPIC, "me", PASSED, FAILED))
    run = state(workspace).run
    assert (run.passed, run.checks, run.score, run.max_score, run.first) == (1, 2, 2.0, 4.0, "wrong.")
    assert state(workspace).current and not state(workspace).done
    record(Workspace(workspace), report(TOPIC, "me", PASSED))
    assert state(workspace).done and state(workspace).run.first == "" and state(workspace, "torch").run is None


def test_a_change_makes_a_run_old(workspace):
    """The file is no longer that of the run, or it is gone; the run stays known."""
    record(Workspace(workspace), report(TOPIC, "me", PASSED))
    FILE.write_text("x = 1\n")
    assert not state(workspace).current and not state(workspace).done and state(workspace).run.passed == 1
    FILE.unlink()
    assert not state(workspace).current


def test_a_part_without_a_file_is_not_recorded(workspace):
    """There is no version that the run could be about."""
    FILE.unlink()
    record(Workspace(workspace), report(TOPIC, "me", PASSED))
    assert Workspace(workspace).history.latest() == {}


def test_hints_come_by_stages(workspace):
    """Each call shows one more and counts the rest; after the last all are shown."""
    first, second, third, fourth = (hint_for(workspace) for _ in range(4))
    assert first.startswith("The idea: ") and first.endswith("(2 more: run the command again)")
    assert "The formula: " in second and second.endswith("(1 more: run the command again)")
    assert "The shape of the code: " in third and "more:" not in third and fourth == third


def test_a_known_mistake_has_its_own_hint(workspace):
    """No stage is used up for it."""
    text = hint_for(workspace, causes=(mistake("eps_outside_root", "eps goes under the root."),))
    assert "eps goes under the root." in text and "The idea" not in text
    assert Workspace(workspace).history.revealed() == {}


def test_where_there_is_no_hint(workspace):
    """The course gives none, or the topic has none for this check."""
    assert hint_for(workspace, course=Course(hints=False)) == "This course gives no hints."
    assert hint_for(workspace, name="of_another_topic").startswith("There is no hint for this check.")
    assert Workspace(workspace).history.revealed() == {}


def test_a_likely_mistake_is_not_said_to_be_known(workspace):
    """The hint begins with "Probably"."""
    likely = Cause("halves", "Take all of it.", named=True, likely=True)
    assert hint_for(workspace, causes=(likely,)) == "Your code may have a known mistake. Probably: Take all of it."
    sure = Cause("halves", "Take all of it.", named=True)
    assert hint_for(workspace, causes=(sure,)) == "Your code has a known mistake. Take all of it."
