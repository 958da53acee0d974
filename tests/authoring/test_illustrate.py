"""Illustrations of a README are drawn from the reference's answers, and a stale file is noticed."""

import sys

import pytest

pytest.importorskip("matplotlib")

from grader.authoring import illustrate
from grader.authoring.illustrate import same_drawing, stale_illustrations
from grader.topics.topic import Topic
from grader.values.errors import TopicError

PICTURES = """
import numpy as np
from grader import illustration


@illustration(size=(3, 2))
def twice(reference, rng, figure):
    \"\"\"A line through the doubled numbers.\"\"\"
    x = rng.normal(size=9)
    figure.subplots().plot(x, reference.double(x))
"""
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"


@pytest.fixture
def topic(tmp_path):
    """A function that writes a topic with one illustration, and reads it anew."""

    def write(pictures=PICTURES, solution=SOLUTION):
        for folder, name, text in (
            ("exercises", "pictures.py", pictures),
            ("exercises", "checks.py", ""),
            ("solutions", "toy_numpy.py", solution),
        ):
            path = tmp_path / folder / "toy" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Topic("toy", tmp_path / "exercises" / "toy", tmp_path / "solutions" / "toy")

    return write


def stale(topic):
    """What is stale, by name; it is brought up to date."""
    reasons = {}
    for path, reason, text in stale_illustrations(topic):
        path.write_text(text)
        reasons[path.name] = reason
    return reasons


def test_a_picture_is_drawn_once(topic):
    """Then it is current, until the reference or the function changes."""
    assert stale(topic()) == {"twice.svg": "missing"}
    assert stale(topic()) == {}
    assert "differs" in stale(topic(solution=SOLUTION.replace("2", "x")))["twice.svg"]
    assert "differs" in stale(topic(PICTURES.replace("(x, ref", "(x + 1, 0.5 * ref")))["twice.svg"]
    assert "differs" in stale(topic(PICTURES.replace(".plot(x", ".bar(x")))["twice.svg"]


def test_a_picture_can_be_read_on_a_dark_page(topic):
    """It has a white ground, and lists no dozen fonts at every label."""
    stale(topic())
    text = (topic().folder / "twice.svg").read_text()
    assert "fill: #ffffff" in text and "DejaVu Sans', sans-serif" in text and text.count("Verdana") == 0


def test_another_processor_or_another_matplotlib_changes_nothing(topic):
    """Coordinates are rounded in another way, and another version writes other texts."""
    stale(topic())
    path = topic().folder / "twice.svg"
    text = path.read_text()
    path.write_text(text.replace("M 0 0", "M 0.01 0"))
    assert stale(topic()) == {}
    path.write_text(text.replace("M 0 0", "M 9 0"))
    assert stale(topic()) != {}
    path.write_text("<svg>Matplotlib v3.0.0</svg>")
    assert stale(topic()) == {}


def test_numbers_are_compared_and_hashes_are_not():
    """A hash of coordinates names a shape."""
    one = '<path id="mc63e59a608" d="M 10.00 20.5"/>'
    assert same_drawing(one, one.replace("mc63e59a608", "m0000000000").replace("10.00", "10.2"))
    assert not same_drawing(one, one.replace("20.5", "22"))
    assert not same_drawing(one, one.replace("M", "L"))


def test_a_color_is_no_number():
    """#2e933c looks like a number with an exponent of 933, and #1e1000 and #1e1001 look like numbers that are equal."""
    one = '<path d="M 10.00 20.5" style="stroke: #2e933c; fill: #1e1000"/>'
    assert same_drawing(one, one) and same_drawing(one, one.replace("20.5", "20.6"))
    assert not same_drawing(one, one.replace("#1e1000", "#1e1001"))
    assert not same_drawing(one, one.replace("#2e933c", "#2e933d"))


def test_without_matplotlib_nothing_is_drawn(topic, monkeypatch):
    """What is there stays, and what is missing is missing."""
    made = topic()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert list(stale_illustrations(made)) == []


def test_a_picture_that_cannot_be_drawn_is_the_topics_fault(topic, monkeypatch):
    """The message names the function."""
    with pytest.raises(TopicError, match="twice in pictures.py cannot be drawn: .*triple"):
        stale(topic(PICTURES.replace("double", "triple")))
    monkeypatch.setattr(illustrate, "LIMIT", 1000)
    with pytest.raises(TopicError, match="twice in pictures.py has .* KB"):
        stale(topic())
