"""Sources draw by their transitions, and their entropies are those of closed forms and of long texts."""

import math

import numpy as np
import pytest

from grader.datasets import markov, noisy_rule
from grader.values.errors import TopicError


def test_two_states_by_hand():
    """The stationary shares are 5/6 and 1/6, and the rate is the mean of the rows' entropies."""
    source = markov([[0.9, 0.1], [0.5, 0.5]])
    assert (source.symbols, source.order) == (2, 1)
    np.testing.assert_allclose(source.frequencies(), [[0.75, 1 / 12], [1 / 12, 1 / 12]], atol=1e-12)
    row = -(0.9 * math.log(0.9) + 0.1 * math.log(0.1))
    assert source.entropy() == pytest.approx(5 / 6 * row + 1 / 6 * math.log(2))
    assert source.entropy(0) == pytest.approx(-(5 / 6 * math.log(5 / 6) + 1 / 6 * math.log(1 / 6)))
    assert source.entropy(9) == source.entropy()


def test_a_chain_that_goes_round():
    """It never settles, and is known all the same: its next symbol is certain, and each comes a third of the time."""
    source = markov(np.roll(np.eye(3), 1, axis=1))
    assert source.entropy() == pytest.approx(0.0, abs=1e-12) and source.entropy(0) == pytest.approx(math.log(3))
    drawn = source.draw(4, 9, seed=1)
    assert ((drawn[:, 1:] - drawn[:, :-1]) % 3 == 1).all()


def test_the_noisy_rule():
    """One symbol says nothing of the next, and two say nearly all: log 5 and 0.390 nats."""
    source = noisy_rule()
    rate = -(0.92 * math.log(0.92) + 4 * 0.02 * math.log(0.02))
    assert source.order == 2 and [round(source.entropy(seen), 12) for seen in range(3)] == [
        round(value, 12) for value in (math.log(5), math.log(5), rate)
    ]
    drawn = source.draw(200, 200, seed=1)
    follows = (drawn[:, 1:-1] + 2 * drawn[:, :-2] - drawn[:, 2:]) % 5 == 0
    assert abs(follows.mean() - 0.92) < 0.01


@pytest.mark.parametrize(
    "source", [markov([[0.9, 0.1], [0.2, 0.8]]), noisy_rule(3, (1, 1), 0.6)], ids=["order 1", "order 2"]
)
def test_long_texts_have_the_frequencies(source):
    """From the first place on: rows begin where the chain is at home."""
    drawn, words = source.draw(4000, 12, seed=2), source.order + 1
    for start in (0, 12 - words):
        counted = np.zeros_like(source.transition)
        np.add.at(counted, tuple(drawn[:, start : start + words].T), 1 / 4000)
        assert np.abs(counted - source.frequencies()).max() < 0.04
    assert drawn.shape == (4000, 12) and drawn.min() == 0 and drawn.max() == source.symbols - 1


@pytest.mark.parametrize("table", [[0.5, 0.5], [[0.5, 0.5]], [[0.5, 0.6], [0.5, 0.5]], [[1.5, -0.5], [0.5, 0.5]]])
def test_what_is_no_transition(table):
    """It is refused with the reason."""
    with pytest.raises(TopicError):
        markov(table)


def test_fewer_than_no_symbols():
    """No model sees so few."""
    with pytest.raises(TopicError):
        noisy_rule().entropy(-1)
