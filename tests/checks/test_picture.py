"""Pictures of a topic: declared like checks, and drawn as inline SVG."""

import re
import sys

import pytest
from support.places import ROOT

pytest.importorskip("matplotlib")

from grader.checks import picture as pictures
from grader.checks.picture import Picture, blank, can_draw, illustration, picture, sides, svg
from grader.topics import catalog
from grader.topics.topic import Topic
from grader.values.errors import TopicError


def test_a_picture_is_declared_like_a_check():
    """Its docstring is the caption; it needs one, and a part that there is."""

    def draws(student, reference, rng, figure):
        """Something
        to see."""

    made = picture(part="torch", size=(2, 1))(draws)
    assert (made.name, made.caption, made.part, made.size) == ("draws", "Something to see.", "torch", (2, 1))
    for wrong, settings in ((draws, {"part": "jax"}), (lambda *_: None, {})):
        with pytest.raises(TopicError):
            picture(**settings)(wrong)


def test_an_illustration_is_declared_without_a_student():
    """Everything else is as for a picture; the check that draws it asks the reference alone."""

    def draws(reference, rng, figure):
        """Something to see."""
        figure.append(reference)

    made = illustration(size=(2, 1))(draws)
    assert (made.name, made.caption, made.part, made.size) == ("draws", "Something to see.", "numpy", (2, 1))
    figure = []
    made.as_check(figure).function("student", "reference", None)
    assert figure == ["reference"]
    with pytest.raises(TopicError, match="has no docstring"):
        illustration()(lambda *_: None)


def test_both_sides_are_seen_where_they_agree():
    """The student's side comes first, since what fails there is the student's, and its line lies on the reference's."""
    yours, theirs = sides("student", "reference")
    assert (yours.module, yours.name) == ("student", "yours") and (theirs.module, theirs.name) == (
        "reference",
        "reference",
    )
    assert yours.color != theirs.color
    assert yours.line["zorder"] > theirs.line["zorder"] and yours.line["linewidth"] < theirs.line["linewidth"]
    axes = blank((2, 1)).subplots()
    for side in (yours, theirs):
        axes.plot([1, 2], [3, 4], **side.line)
        axes.bar([1 + side.shift, 2 + side.shift], [3, 4], **side.bar)
    assert [line.get_label() for line in axes.lines] == ["yours", "reference"]


def test_whether_pictures_can_be_drawn(monkeypatch):
    """matplotlib is an extra."""
    assert can_draw()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert not can_draw()


def test_the_same_picture_is_the_same_text():
    """Pages of the same code can be compared."""

    def drawn():
        figure = blank((2, 1))
        figure.subplots().plot([1, 3, 2])
        return svg(figure)

    first = drawn()
    assert first == drawn() and first.startswith("<svg") and not re.search(r"<\?xml|<!DOCTYPE|20\d\d-", first)


@pytest.mark.parametrize("name", catalog.names(ROOT / "exercises"))
def test_every_topic_has_something_to_look_at(name):
    """And what it asks stands in the recording."""
    topic = Topic(name, ROOT / "exercises" / name)
    found = topic.pictures
    assert found and all(isinstance(one, Picture) for one in found)
    assert pictures.LIMIT > 0
