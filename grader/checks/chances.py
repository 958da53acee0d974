"""How far right draws may stray: one table of false-alarm rates, and bounds with closed forms that keep to it.

A check that judges draws fails right code once in 1 / A_CHECK seeds at most. Each judgement spends A_CHECK / COMPARISONS of that,
and splits it among the statistics that it looks at. Every bound here is a theorem for independent draws, with no large-sample
approximation in it, so it holds for any number of draws.
"""

from __future__ import annotations

import math

import numpy as np

from ..worker.wire import Array

# The table. A course that asks 10,000 people 30 such checks each fails one of them wrongly in 30,000 years.
A_CHECK = 1e-10  # the rate of false alarms of one check
COMPARISONS = 100  # the most judgements of draws in one check
A_JUDGEMENT = A_CHECK / COMPARISONS


def log_rate(statistics: int = 1) -> float:
    """ln(2 / a), where a is the false-alarm rate of one two-sided statistic among so many of one judgement."""
    return math.log(2 * statistics / A_JUDGEMENT)


def share_bounds(probability: float, draws: int, log_rate: float) -> tuple[float, float]:
    """The shares between which a fraction of `draws` independent events of this probability, inside (0, 1), stays.

    Chernoff's bound: P(share beyond q) <= exp(-draws * kl(q, probability)).
    """
    most = log_rate / draws

    def edge(end: float) -> float:
        inside, outside = probability, end
        if divergence(end, probability) <= most:
            return end
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if divergence(middle, probability) <= most else (inside, middle)
        return inside

    return edge(0.0), edge(1.0)


def divergence(share: float, probability: float) -> float:
    """Kullback-Leibler's divergence of an event of probability `share` from one of `probability`, which is inside (0, 1)."""
    parts = ((share, probability), (1 - share, 1 - probability))
    return sum(q * math.log(q / p) for q, p in parts if q > 0)


def divergences(shares: Array, probabilities: Array) -> Array:
    """`divergence`, entry by entry."""
    parts = ((shares, probabilities), (1 - shares, 1 - probabilities))
    return np.asarray(sum(q * np.log(np.where(q > 0, q / p, 1.0)) for q, p in parts))


def mean_reach(low: float, high: float, mean: float, std: float, draws: int, log_rate: float) -> float:
    """How far the average of independent draws from [low, high] strays from their mean: the better of two bounds.

    Bernstein's bound uses the standard deviation, and Hoeffding's the range alone.
    """
    farthest = max(high - mean, mean - low) * log_rate / 3
    bernstein = (farthest + math.sqrt(farthest**2 + 2 * std**2 * draws * log_rate)) / draws
    return min(bernstein, (high - low) * math.sqrt(log_rate / (2 * draws)))


def normal_mean_reach(std: float, draws: int, log_rate: float) -> float:
    """How far the average of independent normal draws strays from their mean: P(|z| > t) <= 2 exp(-t² / 2)."""
    return std * math.sqrt(2 * log_rate / draws)


def chi_square_bounds(draws: int, log_rate: float) -> tuple[float, float]:
    """Where the mean square of independent standard normal draws stays: the bounds of Laurent and Massart (2000), lemma 1."""
    part = log_rate / draws
    return max(0.0, 1 - 2 * math.sqrt(part)), 1 + 2 * math.sqrt(part) + 2 * part


def distribution_reach(draws: int, log_rate: float) -> float:
    """How far the empirical distribution function strays from the true one: Dvoretzky, Kiefer, Wolfowitz and Massart (1990)."""
    return math.sqrt(log_rate / (2 * draws))


def symmetric_statistic(terms: Array) -> float:
    """sum / root of the sum of squares. For independent terms with symmetric distributions P(|it| > t) <= 2 exp(-t² / 2).

    That is Hoeffding's bound for the signs, given the sizes. So nothing is asked of the sizes. 0 if all terms are 0.
    """
    norm = float(np.sqrt((terms * terms).sum()))
    return float(terms.sum()) / norm if norm > 0 else 0.0


def symmetric_reach(log_rate: float) -> float:
    """How far `symmetric_statistic` strays from 0."""
    return math.sqrt(2 * log_rate)
