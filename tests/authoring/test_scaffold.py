"""A new topic is two folders with a small working example."""

import pytest

from grader.authoring.scaffold import write_topic
from grader.topics.topic import Topic
from grader.values.errors import UsageError


def test_both_folders_are_written_under_the_topics_name(tmp_path):
    """Each file is listed; no mark of the templates is left in any."""
    paths = write_topic("layer_norm", tmp_path / "exercises", tmp_path / "solutions")
    assert {path.relative_to(tmp_path).as_posix() for path in paths} == {
        "exercises/layer_norm/README.md",
        "exercises/layer_norm/checks.py",
        "solutions/layer_norm/layer_norm_numpy.py",
        "solutions/layer_norm/mistakes/scale.py",
        "solutions/layer_norm/right/loop_numpy.py",
    }
    assert not [path for path in paths if "@TITLE@" in path.read_text() or "@TOPIC@" in path.read_text()]
    assert Topic("layer_norm", tmp_path / "exercises" / "layer_norm").title == "Layer norm"


@pytest.mark.parametrize("name", ["Layer", "2d", "layer-norm", "layer norm", "", "_x", "../x"])
def test_a_name_must_serve_as_a_modules_name(tmp_path, name):
    """Nothing is written under another."""
    with pytest.raises(UsageError, match="not a valid name for a topic"):
        write_topic(name, tmp_path / "exercises", tmp_path / "solutions")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["exercises", "solutions"])
def test_a_topic_that_is_there_is_not_written_over(tmp_path, place):
    """Either folder is enough."""
    (tmp_path / place / "toy").mkdir(parents=True)
    with pytest.raises(UsageError, match="toy exists already"):
        write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    assert [path.name for path in tmp_path.iterdir()] == [place]


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    """One sentence with the reason."""
    (tmp_path / "exercises").write_text("a file")
    with pytest.raises(UsageError, match="exercises.* cannot be written"):
        write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
