"""Distributions as values: moments and distribution functions agree, and what is no distribution is refused."""

import numpy as np
import pytest

from grader.checks.distributions import choice, normal, uniform
from grader.values.errors import TopicError


@pytest.mark.parametrize("source", [uniform(-1.0, 3.0), normal(2.0, 0.5)])
def test_moments_are_those_of_the_distribution_function(source):
    """By a sum over small steps."""
    edges = np.linspace(-10.0, 10.0, 200_001)
    weights, middles = np.diff(source.cdf(edges)), (edges[1:] + edges[:-1]) / 2
    assert weights.sum() == pytest.approx(1.0)
    mean = (weights * middles).sum()
    assert mean == pytest.approx(source.mean) and np.sqrt((weights * (middles - mean) ** 2).sum()) == pytest.approx(
        source.std
    )


def test_a_distribution_function_keeps_the_shape():
    """It falls nowhere, and is 0 and 1 at the ends."""
    for source in (uniform(0.0, 2.0), normal(1.0, 0.3)):
        assert source.cdf(np.array([[-9.0, 1.0], [9.0, 9.0]])).round(9).tolist() == [[0.0, 0.5], [1.0, 1.0]]


def test_choices_are_sorted():
    """Alike where nothing else is said; each value keeps its probability."""
    assert choice(range(4)).probabilities.tolist() == [0.25] * 4
    source = choice([3, 1, 2], [0.5, 0.0, 0.5])
    assert (source.values.tolist(), source.probabilities.tolist()) == ([1, 2, 3], [0.0, 0.5, 0.5])


@pytest.mark.parametrize(
    "make",
    [
        lambda: uniform(1.0, 1.0),
        lambda: uniform(2.0, 1.0),
        lambda: normal(0.0, 0.0),
        lambda: normal(0.0, float("nan")),
        lambda: choice([1]),
        lambda: choice([]),
        lambda: choice([1, 1]),
        lambda: choice([1, 2], [0.5, 0.4]),
        lambda: choice([1, 2], [1.0, 0.0]),
        lambda: choice([1, 2], [1.5, -0.5]),
        lambda: choice([1, 2], [1.0]),
    ],
)
def test_what_is_no_distribution_is_refused(make):
    """Whoever writes a check reads why."""
    with pytest.raises(TopicError):
        make()
