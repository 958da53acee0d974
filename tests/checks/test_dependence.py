"""Independent draws of every kind pass for every seed; shared, repeated, balanced and neighbouring draws fail by name."""

from collections import Counter

import numpy as np
import pytest

from grader.checks import chances
from grader.checks.dependence import AXES, independent
from grader.checks.setting import Wrong, judging_on
from grader.values.errors import UselessExpectation
from grader.values.finding import Kind

SEEDS = range(25)


def verdicts(draw, axes=()):
    """How often each verdict comes out over many seeds: the name of what failed, or ""."""
    found = Counter()
    for seed in SEEDS:
        with judging_on("cpu"):
            try:
                independent(draw(np.random.Generator(np.random.PCG64(seed))), "drops", axes)
                found[""] += 1
            except Wrong as wrong:
                assert wrong.kind is Kind.DRAWS and wrong.actual is None
                found[wrong.name.removeprefix("drops: ")] += 1
    return found


def mask(generator, *shape, p=0.3):
    return generator.random(shape) < p


def ranks(generator, *shape):
    return generator.random(shape).argsort(axis=-1)


@pytest.mark.parametrize(
    "draw",
    [
        lambda g: mask(g, 4000),
        lambda g: mask(g, 80, 50, p=0.02),
        lambda g: mask(g, 2, 60, 40),
        lambda g: mask(g, 20, 30, 10, p=0.7),
        lambda g: g.normal(size=(100, 40)),
        lambda g: g.standard_cauchy((100, 40)),
        lambda g: g.exponential(size=(30, 20, 10)).astype(np.float32),
        lambda g: g.integers(0, 1000, (40, 50)),
        lambda g: g.binomial(1, 0.5, (4000, 1)),
        lambda g: np.stack([ranks(g, 5)[0] for _ in range(3000)]),
    ],
)
def test_independent_draws_pass(draw):
    """Rare events, heavy tails, integers, single columns, two calls: the statistic needs to know nothing of them."""
    assert verdicts(draw) == {"": len(SEEDS)}


def in_calls(make, calls=20):
    """Stack calls that share a generator: what one call draws, the next one does not."""
    return lambda g: np.stack([make(g) for _ in range(calls)])


def repeated(generator, times, *shape):
    return np.broadcast_to(mask(generator, *shape), (times, *shape))


def after_neighbour(generator):
    """Each entry is the entry before it, with a probability of a half."""
    drawn, kept = mask(generator, 4000), mask(generator, 4000, p=0.5)
    for place in range(1, 4000):
        drawn[place] = drawn[place - 1] if kept[place] else drawn[place]
    return drawn


def twice(generator):
    half = mask(generator, 20, 25, 40)
    return np.concatenate([half, half], axis=1)


def of_size(generator):
    """Rows with their own signs, whose sizes are shared."""
    return np.abs(generator.normal(size=(1, 1000))) * generator.choice([-1, 1], (6, 1000))


@pytest.mark.parametrize(
    ("draw", "verdict"),
    [
        (in_calls(lambda g: repeated(g, 50, 40)), "neighbouring rows agree"),
        (in_calls(lambda g: repeated(g, 40, 50).T), "neighbouring columns agree"),
        (lambda g: repeated(g, 20, 50, 40), "neighbouring calls agree"),
        (lambda g: repeated(g, 2, 60, 40), "neighbouring calls agree"),
        (lambda g: np.repeat(g.normal(size=(50, 20)), 2, axis=1), "neighbouring columns agree"),
        (lambda g: np.stack([(m := mask(g, 60, 40, p=0.5)), ~m]), "neighbouring calls differ"),
        (after_neighbour, "neighbouring draws agree"),
        (lambda g: ranks(g, 600, 40) < 12, "columns balance each other"),
        (twice, "rows at a distance of 25 agree"),
        (of_size, "neighbouring rows agree in size"),
        (lambda g: (x := g.normal(size=4001))[1:] + 0.5 * x[:-1], "neighbouring draws agree"),
        (lambda g: (x := mask(g, 4000)) & ~np.roll(x, 1), "neighbouring draws differ"),
    ],
)
def test_dependent_draws_fail(draw, verdict):
    """For every seed, and always by the same name, so that a mistake is known for every way of drawing."""
    assert verdicts(draw) == {verdict: len(SEEDS)}


def test_a_count_that_is_the_same_in_every_call_fails():
    """It hides from neighbours, and shows in halves of the call."""
    draw = lambda g: ranks(g, 600, 12 * 10) < 36  # noqa: E731
    assert verdicts(draw, ("calls", "entries")) == {"entries balance each other": len(SEEDS)}


def test_a_dependence_says_where_it_is():
    """The axes have names, the author's or those for one, two and three axes."""
    shared = repeated(np.random.default_rng(0), 60, 50)
    for axes, verdict in (((), "rows"), (("images", "pixels"), "images")):
        with judging_on("cpu"), pytest.raises(Wrong) as caught:
            independent(shared, "crops", axes)
        assert caught.value.reason.startswith(
            f"crops: neighbouring {verdict} agree in 3,000 draws: a measure of it is "
        )
    assert {dimensions: len(names) for dimensions, names in AXES.items()} == {1: 1, 2: 2, 3: 3}


def test_what_proves_nothing():
    """Axes without names, too few entries. Constants are left to other judgements, which must stand beside this one."""
    for shape in ((3, 3, 3, 3), ()):
        with pytest.raises(UselessExpectation, match="name each of them"), judging_on("cpu"):
            independent(np.zeros(shape), "drops")
    with pytest.raises(UselessExpectation, match="too few"), judging_on("cpu"):
        independent(np.random.default_rng(0).random((5, 7)), "drops")
    with judging_on("cpu") as setting:
        independent(np.zeros((60, 50)), "drops")
        assert setting.problem.startswith("it judges by independent")


@pytest.mark.parametrize("wrong", [None, [1.0], np.array([np.nan]), np.zeros((0, 2)), np.full((60, 50), 1j)])
def test_what_is_no_array_of_real_numbers(wrong):
    """It is named as such."""
    with judging_on("cpu"), pytest.raises(Wrong) as caught:
        independent(wrong, "drops")
    assert caught.value.kind in (Kind.FORM, Kind.FINITE)


def test_an_answer_with_other_axes():
    """It is a wrong answer, where the author has named the axes."""
    with judging_on("cpu"), pytest.raises(Wrong) as caught:
        independent(np.zeros(600), "drops", ("rows", "columns"))
    assert (caught.value.kind, caught.value.reason) == (Kind.SHAPE, "drops has 1 axes, expected 2: rows, columns")


@pytest.mark.parametrize("draw", [lambda g: mask(g, 8, 40, 25, p=0.2), lambda g: g.normal(size=(40, 40))])
def test_alarms_are_as_rare_as_the_table_says(draw, monkeypatch):
    """At a rate that can be counted: one in ten."""
    monkeypatch.setattr(chances, "A_JUDGEMENT", 0.1)
    assert len(SEEDS) - verdicts(draw)[""] <= 0.1 * len(SEEDS)


def test_extreme_numbers_do_not_hide_a_dependence():
    """Their products would overflow, or vanish."""
    for size in (1e307, 1e-300):
        shared = np.broadcast_to(np.random.default_rng(0).normal(size=(1, 1000)), (6, 1000)) * size
        with judging_on("cpu"), pytest.raises(Wrong, match="neighbouring rows agree"):
            independent(shared, "drops")
