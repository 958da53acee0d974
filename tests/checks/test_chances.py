"""The bounds hold: exact tail probabilities stay under the rate of false alarms, and no bound is needlessly wide."""

import math

import numpy as np
import pytest

from grader.checks import chances

L = chances.log_rate()
ALARM = chances.A_JUDGEMENT


def binomial_tails(n, p, low, high):
    """The exact probabilities of a share below `low` and of one above `high`, of n draws."""
    k = np.arange(n + 1)
    logs = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in k]
    weights = np.exp(np.array(logs) + k * math.log(p) + (n - k) * math.log1p(-p))
    return weights[k / n < low].sum(), weights[k / n > high].sum()


def test_a_check_is_worth_its_judgements():
    """The rates of all judgements of a check add up to that of the check."""
    assert pytest.approx(chances.A_CHECK) == chances.COMPARISONS * chances.A_JUDGEMENT
    assert 2 * math.exp(-L) == pytest.approx(ALARM) and 2 * math.exp(-chances.log_rate(5)) == pytest.approx(ALARM / 5)


@pytest.mark.parametrize("p", [0.01, 0.3, 0.5, 0.97])
@pytest.mark.parametrize("n", [300, 4000])
def test_shares_by_the_exact_binomial_distribution(p, n):
    """Each tail is rarer than half of the rate, and a bound two standard deviations narrower would not be."""
    low, high = chances.share_bounds(p, n, L)
    assert 0 <= low < p < high <= 1
    assert max(binomial_tails(n, p, low, high)) <= ALARM / 2
    step = 2 * math.sqrt(p * (1 - p) / n)
    if low > 0:
        assert binomial_tails(n, p, low + step, 1.0)[0] > ALARM / 2
    if high < 1:
        assert binomial_tails(n, p, 0.0, high - step)[1] > ALARM / 2


def test_an_impossible_share_is_no_bound():
    """Where even none or all is likely enough, nothing is excluded."""
    assert chances.share_bounds(0.01, 100, L)[0] == 0.0 and chances.share_bounds(0.99, 100, L)[1] == 1.0


def test_divergence():
    """By hand; 0 where the shares agree, and whole at the ends."""
    assert chances.divergence(0.3, 0.3) == 0.0
    assert chances.divergence(0.0, 0.25) == pytest.approx(-math.log(0.75))
    assert chances.divergence(0.5, 0.25) == pytest.approx(0.5 * math.log(2) + 0.5 * math.log(2 / 3))


def test_means_of_bounded_draws():
    """The exact tails of shares keep to the bound for means too, and the smaller deviation makes it narrower."""
    n, p = 2000, 0.05
    reach = chances.mean_reach(0.0, 1.0, p, math.sqrt(p * (1 - p)), n, L)
    assert max(binomial_tails(n, p, p - reach, p + reach)) <= ALARM / 2
    widest = chances.mean_reach(0.0, 1.0, 0.5, 0.5, n, L)
    assert reach < widest == pytest.approx(math.sqrt(L / (2 * n)))


def test_means_of_normal_draws():
    """The exact tail, by the complementary error function."""
    z = chances.normal_mean_reach(1.0, 100, L) * math.sqrt(100)
    assert math.erfc(z / math.sqrt(2)) <= ALARM < math.erfc(0.9 * z / math.sqrt(2))


def chi_square_tails(n, low, high):
    """P(X < low), P(X > high) for a chi-square variable of n = 2m degrees: sums of Poisson probabilities."""
    m = n // 2

    def below(x):  # P(Poisson(x / 2) >= m)
        k = np.arange(m, m + 40 * n)
        return np.exp(k * math.log(x / 2) - x / 2 - np.array([math.lgamma(i + 1) for i in k])).sum()

    def above(x):
        k = np.arange(m)
        return np.exp(k * math.log(x / 2) - x / 2 - np.array([math.lgamma(i + 1) for i in k])).sum()

    return below(low) if low > 0 else 0.0, above(high)


@pytest.mark.parametrize("n", [60, 400])
def test_spreads_of_normal_draws_by_the_exact_distribution(n):
    """Sums of Poisson probabilities say how rare each tail is."""
    low, high = chances.chi_square_bounds(n, L)
    assert max(chi_square_tails(n, n * low, n * high)) <= ALARM / 2
    assert chi_square_tails(n, n * low, n * (1 + 0.75 * (high - 1)))[1] > ALARM / 2


def test_distribution_functions():
    """Four thousand samples at a rate of one in a hundred: fewer than that stray, and some do at half the distance."""
    n, runs, rate = 50, 4000, math.log(2 / 0.01)
    draws = np.sort(np.random.RandomState(0).random_sample((runs, n)), axis=1)
    high = (np.arange(1, n + 1) / n - draws).max(axis=1)
    distances = np.maximum(high, (draws - np.arange(n) / n).max(axis=1))
    reach = chances.distribution_reach(n, rate)
    assert 0 < (distances > reach).mean() < 0.01 < (distances > reach / 2).mean()


def test_signs_that_are_fair_coins():
    """Terms of any size: the statistic strays no further than it should. A thousandth of all of them is not much less."""
    terms = np.random.RandomState(0).standard_cauchy((20_000, 12))
    values = np.array([chances.symmetric_statistic(row) for row in terms])
    assert (np.abs(values) > chances.symmetric_reach(math.log(2 / 0.01))).mean() < 0.01
    assert chances.symmetric_statistic(np.ones(9)) == 3.0 and chances.symmetric_statistic(np.zeros(9)) == 0.0
