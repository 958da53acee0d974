"""Right draws pass for every seed and every way of drawing; wrong ones fail with a sentence, and alike for every way."""

import math
from collections import Counter

import numpy as np
import pytest

from grader.checks import chances
from grader.checks.distributions import choice, normal, uniform
from grader.checks.draws import FEWEST, among, drawn_from, drawn_like, mean_of, share_of, within
from grader.checks.setting import Wrong, judging_on
from grader.values.errors import TopicError, UselessExpectation
from grader.values.finding import Kind

SEEDS = range(30)


def verdict(judgement, *args, **kwargs):
    """The name of what failed, or "" if the draws pass."""
    with judging_on("cpu"):
        try:
            judgement(*args, **kwargs)
        except Wrong as wrong:
            assert wrong.kind is not Kind.DRAWS or wrong.actual is None, "numbers would tell two ways of drawing apart"
            return wrong.name
    return ""


def sentence(judgement, *args, **kwargs):
    with judging_on("cpu"), pytest.raises(Wrong) as caught:
        judgement(*args, **kwargs)
    assert caught.value.kind is Kind.DRAWS
    return caught.value.reason


def verdicts(judge):
    """How often each verdict comes out over many seeds: `judge(generator)` returns one."""
    return Counter(judge(np.random.Generator(np.random.PCG64(seed))) for seed in SEEDS)


# Five ways to drop entries with a probability.
DROPS = {
    "below": lambda g, p, n: g.random(n) < p,
    "above": lambda g, p, n: g.random(n) >= 1 - p,
    "binomial": lambda g, p, n: g.binomial(1, p, n),
    "choice": lambda g, p, n: g.choice([True, False], n, p=[p, 1 - p]),
    "normal": lambda g, p, n: np.abs(g.normal(size=n)) < {0.3: 0.385320466, 0.33: 0.426147924, 0.7: 1.036433389}[p],
}


@pytest.mark.parametrize("draw", DROPS.values(), ids=DROPS)
def test_shares_for_every_way_of_drawing(draw):
    """The right probability passes, one that is a tenth too large fails, and 1 - p too: always with the same name."""
    n = 40_000
    assert verdicts(lambda g: verdict(share_of, draw(g, 0.3, n), 0.3, "drops")) == {"": len(SEEDS)}
    assert verdicts(lambda g: verdict(share_of, draw(g, 0.33, n), 0.3, "drops")) == {
        "drops: the share is too large": len(SEEDS)
    }
    assert verdicts(lambda g: verdict(share_of, draw(g, 0.3, 400), 0.7, "drops")) == {
        "drops: the share is too small": len(SEEDS)
    }


def test_a_share_says_what_was_seen():
    """The share, the number of draws, and between which shares right draws stay."""
    events = np.arange(1000) % 2 == 0
    said = sentence(share_of, events, 0.25, "dropped entries")
    assert said.startswith(
        "the share of dropped entries is 0.5 in 1,000 draws, expected 0.25 (right draws stay between "
    )


def test_a_share_of_what_is_no_truth_value():
    """Truth values, and zeros and ones of any dtype; nothing else."""
    share_of(np.tile([1.0, 0.0], 500), 0.5, "drops")
    assert verdict(share_of, np.tile([2, 0], 500), 0.5, "drops") == "drops"
    assert verdict(share_of, np.full(500, np.nan), 0.5, "drops") == "drops"
    assert verdict(share_of, [True, False], 0.5, "drops") == "drops"


def test_a_share_that_proves_nothing():
    """A certain share is no draw, and of few entries every share is likely."""
    for probability in (0.0, 1.0, -0.5, 2.0):
        with pytest.raises(TopicError, match="certain"), judging_on("cpu"):
            share_of(np.zeros(9), probability, "drops")
    for count in (1, 50):
        with pytest.raises(UselessExpectation, match="too few"), judging_on("cpu"):
            share_of(np.zeros(count), 0.3, "drops")


NORMALS = {
    "numpy": lambda g, n: g.normal(size=n),
    "box_muller": lambda g, n: np.sqrt(-2 * np.log(1 - g.random(n))) * np.cos(2 * np.pi * g.random(n)),
    "twelve": lambda g, n: g.random((n, 48)).sum(axis=1) / 2 - 12,  # near enough for every number of draws here
    "float32": lambda g, n: g.standard_normal(n, dtype=np.float32),
}


@pytest.mark.parametrize("draw", NORMALS.values(), ids=NORMALS)
def test_normal_draws(draw):
    """Right ones pass. A scale, an offset, a square for a root, cut tails and other shapes fail by name."""
    n, right = 8000, normal(1.0, 0.5)

    def over_seeds(change):
        return set(verdicts(lambda g: verdict(drawn_from, change(draw(g, n)), right, "w")))

    assert over_seeds(lambda z: 1 + 0.5 * z) == {""}
    assert over_seeds(lambda z: 1 + 0.55 * z) == {"w: the standard deviation is too large"}
    assert over_seeds(lambda z: 1 + 0.45 * z) == {"w: the standard deviation is too small"}
    assert over_seeds(lambda z: 1 + 0.25 * z) == {"w: the standard deviation is too small"}
    assert over_seeds(lambda z: 0.9 + 0.5 * z) == {"w: the mean is too small"}
    assert over_seeds(lambda z: 1 + 0.5 * np.sign(z)) == {"w: the share far from the mean is too small"}
    assert over_seeds(lambda z: 1 + 0.5 * z[np.abs(z) < 2] / 0.8796) == {"w: the share far from the mean is too small"}
    assert over_seeds(lambda z: 1 + 0.5 * np.where(np.abs(z) < 1, 0.5395 * np.sign(z), z)) == {
        "w: the distribution is another one"
    }


def test_uniform_draws():
    """Right ones pass in float64 and float32; another scale, normal draws of the same spread and a gap fail."""
    n, right = 8000, uniform(-0.5, 1.5)

    def over_seeds(draw):
        return set(verdicts(lambda g: verdict(drawn_from, draw(g), right, "w")))

    assert over_seeds(lambda g: g.uniform(-0.5, 1.5, n)) == {""}
    assert over_seeds(lambda g: g.uniform(-0.5, 1.5, n).astype(np.float32)) == {""}
    assert over_seeds(lambda g: 2 * g.random((80, 100)) - 0.5) == {""}
    assert over_seeds(lambda g: g.uniform(-0.5, 1.6, n)) == {"w: some are too large"}
    assert over_seeds(lambda g: g.uniform(-0.55, 1.5, n)) == {"w: some are too small"}
    assert over_seeds(lambda g: g.uniform(-0.5 + 0.09, 1.5 - 0.09, n)) == {"w: the standard deviation is too small"}
    assert over_seeds(lambda g: g.uniform(-0.5, 1.3, n)) == {"w: the mean is too small"}
    assert over_seeds(lambda g: 0.5 + 0.57735 * g.choice([-1, 1], n)) == {"w: the distribution is another one"}
    assert over_seeds(lambda g: g.random(n)) == {"w: the standard deviation is too small"}


def test_a_distribution_function():
    """Any continuous one, as a function of arrays."""
    exponential = lambda x: 1 - np.exp(-np.maximum(x, 0.0))  # noqa: E731
    assert verdicts(lambda g: verdict(drawn_from, g.exponential(size=4000), exponential, "gaps")) == {"": len(SEEDS)}
    wrong = verdicts(lambda g: verdict(drawn_from, g.exponential(1.5, 4000), exponential, "gaps"))
    assert wrong == {"gaps: the distribution is another one": len(SEEDS)}
    for bad in (lambda x: 1 - x, lambda x: x[0], lambda x: 2 + 0 * x):
        with pytest.raises(TopicError, match="distribution function"), judging_on("cpu"):
            drawn_from(np.random.RandomState(0).rand(500), bad, "gaps")


def test_choices_for_every_way_of_drawing():
    """Right ones pass; a range that is off by one, a value too many and other probabilities fail."""
    n, probabilities = 20_000, [0.5, 0.2, 0.2, 0.1]
    right, cumulative = choice(range(4), probabilities), np.cumsum([0.5, 0.2, 0.2, 0.1])
    ways = [
        lambda g, p: g.choice(4, n, p=p),
        lambda g, p: np.searchsorted(np.cumsum(p)[:-1], g.random(n), side="right"),
        lambda g, p: (np.log(p) + g.gumbel(size=(n, 4))).argmax(axis=1),
        lambda g, p: g.multinomial(1, p, n).argmax(axis=1),
    ]
    for way in ways:
        assert verdicts(lambda g, way=way: verdict(drawn_from, way(g, probabilities), right, "tokens")) == {
            "": len(SEEDS)
        }
        wrong = verdicts(lambda g, way=way: verdict(drawn_from, way(g, [0.45, 0.25, 0.2, 0.1]), right, "tokens"))
        assert wrong == {"tokens: the shares of the values are wrong": len(SEEDS)}
    last = verdicts(lambda g: verdict(drawn_from, np.searchsorted(cumulative[:-2], g.random(n)), right, "tokens"))
    assert last == {"tokens: 3 never occurs": len(SEEDS)}
    one_more = verdicts(lambda g: verdict(drawn_from, g.integers(0, 5, n), right, "tokens"))
    assert one_more == {"tokens: there are values that may not occur": len(SEEDS)}


def test_a_value_of_probability_nothing_may_not_occur():
    """Tokens that were cut, for instance."""
    source, draws = choice([0, 1, 2], [0.5, 0.5, 0.0]), np.tile([0, 1], 1000)
    assert verdict(drawn_from, draws, source, "tokens") == ""
    draws[7] = 2
    assert sentence(drawn_from, draws, source, "tokens") == "1 of 2,000 tokens may not occur, such as 2"


def test_rare_values_need_no_draws():
    """A value that is too rare to be seen may stay away; draws that say nothing are refused."""
    rare = choice(range(1000))
    assert verdicts(lambda g: verdict(drawn_from, g.integers(0, 1000, 3000), rare, "tokens")) == {"": len(SEEDS)}
    assert verdict(drawn_from, np.zeros(3000), rare, "tokens") == "tokens: the shares of the values are wrong"
    with pytest.raises(UselessExpectation, match="too few"), judging_on("cpu"):
        drawn_from(np.zeros(20), choice([0, 1]), "tokens")


def test_draws_like_those_of_the_reference():
    """Two samples of different sizes; a scale and an offset show."""
    n = 100_000
    pairs = {
        "": lambda g: (g.gamma(2.0, size=n), g.gamma(2.0, size=(n // 2, 2))),
        "steps: the distribution is another one": lambda g: (1.1 * g.gamma(2.0, size=n), g.gamma(2.0, size=n)),
    }
    for expected, draw in pairs.items():
        assert verdicts(lambda g, draw=draw: verdict(drawn_like, *draw(g), "steps")) == {expected: len(SEEDS)}
    whole = np.random.RandomState(0).randint(0, 3, 2000)
    assert verdict(drawn_like, whole, whole[::-1], "steps") == ""
    assert sentence(drawn_like, np.zeros(2000), whole, "steps").startswith(
        "100.0% of 2,000 steps are at most 0, expected 33"
    )


def test_few_draws_say_nothing_of_a_distribution():
    """Neither for one sample nor for two."""
    few, many = np.zeros(FEWEST - 1), np.zeros(FEWEST)
    for judge in (
        lambda: drawn_from(few, normal(0, 1), "w"),
        lambda: drawn_like(few, many, "w"),
        lambda: drawn_like(many, few, "w"),
    ):
        with pytest.raises(UselessExpectation, match="too few"), judging_on("cpu"):
            judge()


def test_means_of_bounded_draws():
    """Entries of orthogonal matrices have mean square 1 / n, whatever their distribution is."""
    n = 3

    def squares(g, rows=6000):
        return np.linalg.qr(g.normal(size=(rows, n, n)))[0][:, 0] ** 2

    spread = math.sqrt(3 / (n * (n + 2)) - 1 / n**2)
    for known in ({"std": spread}, {}):
        passes = verdicts(
            lambda g, known=known: verdict(mean_of, squares(g)[:, 0], 1 / n, "squares", low=0, high=1, **known)
        )
        assert passes == {"": len(SEEDS)}
    halved = verdicts(lambda g: verdict(mean_of, squares(g)[:, 0] / 1.21, 1 / n, "squares", low=0, high=1, std=spread))
    assert halved == {"squares: the mean is too small": len(SEEDS)}
    assert verdict(mean_of, [1.0], 0.5, "squares", low=0, high=1) == "squares"
    assert verdict(mean_of, np.array([0.5, 2.0]), 0.5, "squares", low=0, high=1) == "squares: some are too large"
    with pytest.raises(TopicError, match="between"), judging_on("cpu"):
        mean_of(np.zeros(500), 1.0, "squares", low=0, high=1)


@pytest.mark.parametrize(
    ("judge", "enough"),
    [
        (lambda: share_of(np.arange(1000) % 2, 0.5, "w"), True),
        (lambda: mean_of(np.arange(1000) % 2, 0.5, "w", low=0, high=1), True),
        (lambda: mean_of(np.zeros(1000), 0.0, "w", low=-1, high=1), False),
        (lambda: mean_of(np.full(1000, 0.5), 0.5, "w", low=0, high=1, std=0.5), True),
        (lambda: mean_of(np.full(10, 0.5), 0.5, "w", low=0, high=1), False),
        (lambda: drawn_from(np.linspace(0, 1, 1000), uniform(0, 1), "w"), True),
        (lambda: drawn_from(np.arange(1000) % 2, choice([0, 1]), "w"), True),
        (lambda: drawn_like(np.linspace(0, 1, 1000), np.linspace(0, 1, 900), "w"), True),
        (lambda: within(np.zeros(3), 0, 1, "w"), False),
        (lambda: among(np.zeros(3), [0, 1], "w"), False),
    ],
)
def test_which_judgements_compare_numbers(judge, enough):
    """Zeros and ones are what unwritten code draws: a judgement that they pass needs another one beside it."""
    with judging_on("cpu") as setting:
        judge()
        assert (setting.problem == "") is enough


def test_ranges_and_values():
    """The edges belong to them, rounding is allowed for floats, and the worst entry is shown."""
    for passes in (
        lambda: within(np.array([1.0, 3.0]), 1, 3, "slopes"),
        lambda: within(np.array([3.0000001], np.float32), 1, 3, "slopes"),
        lambda: within(np.array([5]), 1, math.inf, "slopes"),
        lambda: among(np.array([0.1 + 0.2, 1.0]), [1.0, 0.3], "slopes"),
        lambda: among(np.array([[2, 2]]), [2], "slopes"),
    ):
        assert verdict(passes) == ""
    assert sentence(within, np.array([0.0, 2.0, 3.0]), 1, 3, "slopes") == "1 of 3 slopes lie outside 1 … 3, such as 0"
    assert sentence(within, np.array([2.0, 4.0, 9.0]), 1, 3, "slopes") == "2 of 3 slopes lie outside 1 … 3, such as 9"
    assert sentence(within, np.array([4]), 1, 3, "slopes")
    assert verdict(within, np.array([0, 2, 9]), 1, 3, "slopes") == "slopes: some are too small and some too large"
    assert sentence(among, np.array([1, 2, 7]), [1, 2], "slopes") == "1 of 3 slopes may not occur, such as 7"
    assert sentence(among, np.array([0.3 + 1e-6]), [0.3, 1.0], "slopes")


@pytest.mark.parametrize(
    "wrong", [None, "text", [1.0], np.array([np.nan]), np.array([np.inf]), np.zeros(0), np.array([1j])]
)
def test_what_is_no_array_of_real_numbers(wrong):
    """Each judgement names it before it computes."""
    for judge in (
        lambda: share_of(wrong, 0.5, "w"),
        lambda: mean_of(wrong, 0.5, "w", low=0, high=1),
        lambda: drawn_from(wrong, uniform(0, 1), "w"),
        lambda: drawn_from(wrong, choice([0, 1]), "w"),
        lambda: drawn_like(wrong, np.linspace(0, 1, 500), "w"),
        lambda: within(wrong, 0, 1, "w"),
        lambda: among(wrong, [0, 1], "w"),
    ):
        with judging_on("cpu"), pytest.raises(Wrong) as caught:
            judge()
        assert caught.value.kind in (Kind.FORM, Kind.FINITE)


@pytest.mark.parametrize(
    "judge",
    [
        lambda g: verdict(share_of, g.random(2000) < 0.2, 0.2, "w"),
        lambda g: verdict(mean_of, g.random(2000) ** 2, 1 / 3, "w", low=0, high=1, std=math.sqrt(4 / 45)),
        lambda g: verdict(drawn_from, g.normal(size=2000), normal(0, 1), "w"),
        lambda g: verdict(drawn_from, g.random(2000), uniform(0, 1), "w"),
        lambda g: verdict(drawn_from, g.integers(0, 9, 2000), choice(range(9)), "w"),
        lambda g: verdict(drawn_like, g.normal(size=2000), g.normal(size=900), "w"),
    ],
)
def test_alarms_are_as_rare_as_the_table_says(judge, monkeypatch):
    """At a rate that can be counted: one in ten. The bounds are the same functions of the rate at any rate."""
    monkeypatch.setattr(chances, "A_JUDGEMENT", 0.1)
    runs = 400
    alarms = sum(judge(np.random.default_rng(seed)) != "" for seed in range(runs))
    assert 0 <= alarms <= 0.1 * runs
    monkeypatch.setattr(chances, "A_JUDGEMENT", 1.9)  # bounds that say nothing: then there are alarms
    assert any(judge(np.random.default_rng(seed)) for seed in range(100))
