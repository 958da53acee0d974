"""Plots of a class as inline SVG in the colours of the page."""

import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("matplotlib")

from grader.show.pages import plots


def ids(text):
    return set(re.findall(r'\bid="([^"]*)"', text))


@pytest.mark.parametrize("scores", [[], [0.0], [3.0, 3.0, 4.5], [12.0]], ids=str)
def test_any_scores_are_drawn(scores):
    """No student, one, and one with more points than there are."""
    text = plots.scores(scores, 10.0)
    HTMLParser().feed(text)
    assert text.startswith("<svg") and "points, of 10" in text


def test_a_topic_without_points_is_drawn():
    """Nothing is divided by them."""
    assert "points, of 0" in plots.scores([0.0, 0.0], 0.0)


def test_colours_are_the_pages():
    """No stand-in is left, so the plot follows dark mode."""
    text = plots.scores([1.0, 2.0], 2.0) + plots.topics({"Toys": [50.0, 100.0]})
    assert not re.search("#010203|#040506|#070809", text)
    assert {"currentColor", "var(--line)", "var(--accent)"} <= set(re.findall(r"currentColor|var\(--\w+\)", text))


def test_two_plots_on_a_page_share_no_id():
    """Each refers to its own."""
    one, other = plots.scores([1.0], 2.0), plots.topics({"Toys": [50.0]})
    assert ids(one) and ids(other) and not ids(one) & ids(other)
    for text in (one, other):
        assert set(re.findall(r'href="#([^"]+)"', text)) <= ids(text)


def test_the_same_class_is_the_same_plot():
    """No time and no version stands in it."""
    assert plots.scores([1.0, 2.0], 3.0) == plots.scores([1.0, 2.0], 3.0)
    assert "<metadata>" not in plots.scores([1.0], 3.0)


def test_a_title_is_no_formula():
    """A dollar sign, and what would be markup."""
    text = plots.topics({"Cost $x$ <b>": [10.0, 20.0], "Other": [0.0]})
    assert "<b>" not in text and "<svg" in text
