"""Topics are found by the names of their folders."""

import pytest

from grader.topics.catalog import find_exercises, find_topic, names
from grader.values.errors import TopicError, UsageError


@pytest.fixture
def root(tmp_path):
    """Two topics, one of which has a solution, and a folder that is no topic."""
    for name in ("toy", "adder"):
        (tmp_path / "exercises" / name).mkdir(parents=True)
        (tmp_path / "exercises" / name / "checks.py").write_text("")
    (tmp_path / "exercises" / "notes").mkdir()
    (tmp_path / "solutions" / "toy").mkdir(parents=True)
    return tmp_path


def test_a_topic_is_a_folder_with_checks(root):
    """Names are sorted; other folders are left out, and no folder has no topics."""
    assert names(root / "exercises") == ["adder", "toy"]
    assert names(root / "nowhere") == []


def test_topics_come_in_the_order_of_a_course(root):
    """Each says its place; equal places go by name, and a topic without a place comes last."""
    for name, order in (("toy", "10"), ("later", "30.5"), ("early", "10")):
        (root / "exercises" / name).mkdir(exist_ok=True)
        (root / "exercises" / name / "checks.py").write_text("")
        (root / "exercises" / name / "topic.toml").write_text(f"order = {order}\n")
    assert names(root / "exercises") == ["early", "toy", "later", "adder"]


@pytest.mark.parametrize("text", ["order = 'first'", "order = true", "order ="])
def test_a_wrong_place_is_the_topics_fault(root, text):
    """The file is named."""
    (root / "exercises" / "toy" / "topic.toml").write_text(text)
    with pytest.raises(TopicError, match=r"toy.topic\.toml"):
        names(root / "exercises")


@pytest.mark.parametrize("start", [".", "exercises", "exercises/toy", "exercises/toy/deep/deeper", "solutions"])
def test_the_nearest_exercises_are_found_from_anywhere_in_a_workspace(root, start):
    """At the start, above it, and where the start is the folder itself."""
    (root / start).mkdir(parents=True, exist_ok=True)
    assert find_exercises((root / start).resolve()) == root / "exercises"


def test_a_folder_of_exercises_without_topics_is_passed_over(root):
    """A folder may have the name by chance; the search goes on above it."""
    inner = root / "exercises" / "toy" / "exercises"
    (inner / "empty").mkdir(parents=True)
    assert find_exercises(inner) == root / "exercises"


def test_where_there_is_none_the_next_step_is_said(tmp_path):
    """Three ways on: go there, start one, or name it."""
    with pytest.raises(UsageError, match=r"no exercises/ here or above.*grader start FOLDER.*--exercises"):
        find_exercises(tmp_path)


def test_a_topic_has_its_folders(root):
    """The secret one only where a folder of solutions is given."""
    topic = find_topic("toy", root / "exercises", root / "solutions")
    assert (topic.folder, topic.secret_folder) == (root / "exercises" / "toy", root / "solutions" / "toy")
    assert find_topic("adder", root / "exercises", None).secret_folder is None


def test_an_unknown_topic_is_answered_with_the_nearest_and_with_all(root):
    """Whoever mistypes a name reads the right one; an empty folder has none to read."""
    with pytest.raises(UsageError, match=r"no topic 'tow' .*\(topics: adder, toy\). Did you mean toy\?"):
        find_topic("tow", root / "exercises", None)
    with pytest.raises(UsageError, match=r"\(topics: none\)"):
        find_topic("toy", root, None)


def test_a_topic_without_its_solution_is_refused_where_solutions_are_needed(root):
    """The option is named."""
    with pytest.raises(UsageError, match="no solution of adder in .*--solutions"):
        find_topic("adder", root / "exercises", root / "solutions")
