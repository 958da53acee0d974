"""A command's folders and course file are found, and the topics in them."""

import pytest

from grader.course.course import UNCHANGED
from grader.topics.locate import Where
from grader.values.errors import UsageError


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Three topics, two of them with solutions; the current folder."""
    for name in ("adder", "scaler", "toy"):
        (tmp_path / "exercises" / name).mkdir(parents=True)
        (tmp_path / "exercises" / name / "checks.py").write_text("")
        if name != "scaler":
            (tmp_path / "solutions" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(topics):
    return [topic.name for topic in topics]


def test_what_is_not_named_is_searched_for(root):
    """From the current folder; solutions stand beside the exercises."""
    assert Where().public() == root / "exercises"
    assert Where().secret() == root / "solutions"
    assert Where().changes() is UNCHANGED


def test_what_is_named_must_be_there(root):
    """Each folder is refused with the option that names it."""
    with pytest.raises(UsageError, match="no folder none: .* --exercises"):
        Where(exercises=root.relative_to(root) / "none").public()
    with pytest.raises(UsageError, match="none: .* --solutions"):
        Where(solutions=root / "none").secret()


def test_all_topics_where_none_is_asked_for(root):
    """For an instructor those with a solution, which another person may not have."""
    assert named(Where().topics((), secret=False)) == ["adder", "scaler", "toy"]
    assert named(Where().topics((), secret=True)) == ["adder", "toy"]
    assert [topic.secret_folder for topic in Where().topics((), secret=False)] == [None] * 3


def test_topics_are_those_asked_for_in_that_order(root):
    """Also beside a course that leaves them out."""
    (root / "course.toml").write_text("topics = ['adder']")
    assert named(Where().topics(("toy", "adder"), secret=True)) == ["toy", "adder"]


def test_a_course_chooses_its_topics_and_their_order(root):
    """A course that is passed goes before the file."""
    (root / "course.toml").write_text("topics = ['toy', 'adder']")
    topics = Where().topics((), secret=True)
    assert named(topics) == ["toy", "adder"] and topics[0].course.topics == ("toy", "adder")
    assert named(Where().topics((), secret=True, course=UNCHANGED)) == ["adder", "toy"]


def test_a_student_may_have_fewer_topics_than_the_course(root):
    """An instructor's mistyped topic is refused; a student's missing one is not."""
    (root / "course.toml").write_text("topics = ['toy', 'later']")
    assert named(Where().topics((), secret=False)) == ["toy"]
    with pytest.raises(UsageError, match="no topic 'later'"):
        Where().topics((), secret=True)
