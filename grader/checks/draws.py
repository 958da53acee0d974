"""Judge draws: support, shares, means, whole distributions. Any way of drawing is right if its distribution is.

A wrong outcome is known by the name of the statistic that failed and the direction of its error, never by numbers. So a named
mistake shows alike in all ways of drawing. The bounds and the rate of false alarms are those of chances.py.
"""

from __future__ import annotations

import math
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError, UselessExpectation
from ..values.finding import Kind
from ..worker.wire import Array
from . import chances
from .distributions import Cdf, Choice, Normal, Uniform
from .inputs import Answer
from .judgements import finite
from .setting import Wrong, as_array, current_setting
from .tolerances import allowed, tolerance

FEWEST = 400  # draws for a whole distribution; of fewer nothing can be said at our rate of false alarms
TAIL = 2.5  # standard deviations: 1.2 % of normal draws lie beyond, and none of those that were cut at two deviations
BEYOND_TAIL = math.erfc(TAIL / math.sqrt(2))


def within(actual: Answer, low: float, high: float, name: str) -> None:
    """Require that every entry lies between `low` and `high`, rounding apart. The check must compare numbers as well."""
    current_setting().other = "within"
    draws = _draws(actual, name)
    slack = float(allowed(np.array([low, high, high - low]), tolerance(as_array(actual, name).dtype)).max())
    small, large = draws < low - slack, draws > high + slack
    outside = small | large
    if outside.any():
        sizes = [what for what, where in (("too small", small), ("too large", large)) if where.any()]
        worst = draws[outside][np.argmax(np.maximum(low - draws[outside], draws[outside] - high))]
        detail = f"{_count(outside)} of {draws.size:,} {name} lie outside {low:.6g} … {high:.6g}, such as {worst:.6g}"
        off(name, f"some are {' and some '.join(sizes)}", detail)


def among(actual: Answer, values: npt.ArrayLike, name: str) -> None:
    """Require that every entry is one of `values`, rounding apart. The check must compare numbers as well."""
    current_setting().other = "among"
    _places(actual, np.unique(np.asarray(values, np.float64)), name)


def share_of(actual: Answer, probability: float, name: str) -> None:
    """Require that the truth values `actual` are true as often as independent events of this probability.

    `name` says what is true of the entries: `share_of(out == 0, 0.3, "dropped entries")`. Raises TopicError unless the
    probability is inside (0, 1). Raises UselessExpectation for so few entries that no answer or every answer would do.
    """
    setting = current_setting()
    setting.values += 1
    events = _draws(actual, name)
    if not 0 < probability < 1:
        raise TopicError(f"{name}: a share of {probability} is certain, so it is no draw: use holds or close")
    if not np.isin(events, (0.0, 1.0)).all():
        raise Wrong(Kind.FORM, name, f"{name}: truth values are expected, and there are others")
    low, high = chances.share_bounds(probability, events.size, setting.log_rate())
    if not 0 < low < high < 1:
        raise UselessExpectation(f"{name}: {events.size} entries are too few to see a share of {probability:.4g}")
    share = float(events.mean())
    if not low <= share <= high:
        detail = f"the share of {name} is {share:.4g} in {events.size:,} draws, {_expected(probability, low, high)}"
        off(name, f"the share is too {_size(share, probability)}", detail)


def mean_of(actual: Answer, expected: float, name: str, *, low: float, high: float, std: float | None = None) -> None:
    """Require that independent draws, each between `low` and `high`, have the mean `expected`.

    `std` is their standard deviation. Without it the largest is taken that such draws can have, which shows less. Means of
    squares and products judge spread and correlation. Raises TopicError if `expected` is not between `low` and `high`.
    """
    setting = current_setting()
    draws = _draws(actual, name)
    if not low < expected < high:
        raise TopicError(f"{name}: the mean {expected} is not between {low} and {high}")
    within(actual, low, high, name)
    spread = math.sqrt((high - expected) * (expected - low)) if std is None else std
    reach = chances.mean_reach(low, high, expected, spread, draws.size, setting.log_rate())
    _mean_is(draws, expected, reach, name)
    # Zeros and ones are answers of code that is not written. Their mean may be the right one.
    setting.values += all(abs(constant - expected) > reach for constant in (0.0, 1.0))


def drawn_from(actual: Answer, source: Uniform | Normal | Choice | Cdf, name: str) -> None:
    """Require that the entries are independent draws from `source`, each from the same.

    `source` is `uniform(low, high)`, `normal(mean, std)` or `choice(values, probabilities)`, or a continuous distribution
    function, which maps an array to probabilities in its shape. Range, mean, standard deviation and the whole distribution are
    judged. Dependence is not: see `independent`. Raises UselessExpectation for fewer than FEWEST draws of a continuous
    distribution.
    """
    setting = current_setting()
    setting.values += 1
    if isinstance(source, Choice):
        _drawn_from_choice(actual, source, name, setting.log_rate(len(source.values)))
        return
    draws = _enough(_draws(actual, name), name)
    log_rate = setting.log_rate(4)
    if isinstance(source, Uniform):
        within(actual, source.low, source.high, name)
        reach = chances.mean_reach(source.low, source.high, source.mean, source.std, draws.size, log_rate)
        _mean_is(draws, source.mean, reach, name)
        square, largest = source.std**2, (source.high - source.mean) ** 2
        reach = chances.mean_reach(0.0, largest, square, math.sqrt(0.8) * square, draws.size, log_rate)
        _std_is(draws, source.mean, source.std, (square - reach, square + reach), name)
    elif isinstance(source, Normal):
        _mean_is(draws, source.mean, chances.normal_mean_reach(source.std, draws.size, log_rate), name)
        bounds = chances.chi_square_bounds(draws.size, log_rate)
        _std_is(draws, source.mean, source.std, (source.std**2 * bounds[0], source.std**2 * bounds[1]), name)
        _tails_are_normal(draws, source, log_rate, name)
    _distribution_is(draws, source.cdf if isinstance(source, Uniform | Normal) else source, log_rate, name)


def drawn_like(actual: Answer, expected: npt.ArrayLike, name: str) -> None:
    """Require that the entries are draws from the distribution of other draws, the reference's: in any number and shape.

    Both must be independent. Raises UselessExpectation if either has fewer than FEWEST entries.
    """
    setting = current_setting()
    setting.values += 1
    draws, others = (np.sort(_enough(_draws(given, name), name)) for given in (actual, expected))
    log_rate = setting.log_rate(2)
    reach = chances.distribution_reach(draws.size, log_rate) + chances.distribution_reach(others.size, log_rate)
    places = np.concatenate([draws, others])
    shares, right = (np.searchsorted(sample, places, side="right") / sample.size for sample in (draws, others))
    _shares_agree(places, shares, right, reach, draws.size, name)


def off(name: str, what: str, detail: str) -> NoReturn:
    """Raise the Wrong of a judgement of draws. `what` is the same for all ways of drawing; `detail` has the numbers."""
    raise Wrong(Kind.DRAWS, f"{name}: {what}", detail)


def _draws(actual: Answer, name: str) -> Array:
    """All entries in one row, float64. Raises Wrong for what is no array of finite real numbers."""
    array = as_array(actual, name)
    if array.dtype.kind == "c":
        raise Wrong(Kind.FORM, name, f"{name} holds complex numbers, where real numbers are expected")
    finite(array, name)
    return array.astype(np.float64).ravel()


def _enough(draws: Array, name: str) -> Array:
    if draws.size < FEWEST:
        raise UselessExpectation(f"{name}: {draws.size} draws are too few, of a whole distribution {FEWEST} are needed")
    return draws


def _places(actual: Answer, values: Array, name: str) -> Array:
    """The position of each entry in the ascending `values`. Raises Wrong if an entry is none of them."""
    draws = _draws(actual, name)
    right = (
        np.searchsorted(values, draws).clip(1, max(1, values.size - 1))
        if values.size > 1
        else np.zeros(draws.size, int)
    )
    left = np.maximum(right - 1, 0)
    nearest = np.where(np.abs(draws - values[left]) <= np.abs(draws - values[right]), left, right)
    limits = allowed(values, tolerance(as_array(actual, name).dtype))
    others = np.abs(draws - values[nearest]) > limits[nearest]
    if others.any():
        detail = f"{_count(others)} of {draws.size:,} {name} may not occur, such as {draws[others][0]:.6g}"
        off(name, "there are values that may not occur", detail)
    return np.asarray(nearest)


def _drawn_from_choice(actual: Answer, source: Choice, name: str, log_rate: float) -> None:
    possible = source.probabilities > 0
    values, probabilities = source.values[possible], source.probabilities[possible]
    places = _places(actual, values, name)
    count, most = places.size, log_rate / places.size
    if (chances.divergences(np.ones_like(probabilities), probabilities) <= most).any():
        raise UselessExpectation(f"{name}: {count} draws are too few for these probabilities")
    shares = np.bincount(places, minlength=values.size) / count
    distances = chances.divergences(shares, probabilities)
    missing = [f"{value:g}" for value in values[(shares == 0) & (distances > most)]]
    if missing:
        listed = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        off(name, f"{listed} never occurs", f"{name}: {listed} occurs in none of {count:,} draws")
    worst = int(np.argmax(distances))
    if distances[worst] > most:
        low, high = chances.share_bounds(float(probabilities[worst]), count, log_rate)
        detail = f"{name}: the share of {values[worst]:g} is {shares[worst]:.4g} in {count:,} draws, "
        off(name, "the shares of the values are wrong", detail + _expected(probabilities[worst], low, high))


def _mean_is(draws: Array, mean: float, reach: float, name: str) -> None:
    seen = float(draws.mean())
    if abs(seen - mean) > reach:
        detail = (
            f"the mean of {name} is {seen:.4g} in {draws.size:,} draws, {_expected(mean, mean - reach, mean + reach)}"
        )
        off(name, f"the mean is too {_size(seen, mean)}", detail)


def _std_is(draws: Array, mean: float, std: float, squares: tuple[float, float], name: str) -> None:
    seen = float(np.square(draws - mean).mean())
    if not squares[0] <= seen <= squares[1]:
        low, high = (math.sqrt(max(0.0, square)) for square in squares)
        detail = f"the standard deviation of {name} is {math.sqrt(seen):.4g} in {draws.size:,} draws, "
        off(name, f"the standard deviation is too {_size(seen, std**2)}", detail + _expected(std, low, high))


def _tails_are_normal(draws: Array, source: Normal, log_rate: float, name: str) -> None:
    share = float((np.abs(draws - source.mean) > TAIL * source.std).mean())
    low, high = chances.share_bounds(BEYOND_TAIL, draws.size, log_rate)
    if not low <= share <= high:
        detail = (
            f"{share:.4g} of {draws.size:,} {name} lie more than {TAIL} standard deviations from the mean, "
            f"{_expected(BEYOND_TAIL, low, high)}"
        )
        off(name, f"the share far from the mean is too {_size(share, BEYOND_TAIL)}", detail)


def _distribution_is(draws: Array, cdf: Cdf, log_rate: float, name: str) -> None:
    places = np.sort(draws)
    right = np.asarray(cdf(places), np.float64)
    if right.shape != places.shape or not ((right >= 0) & (right <= 1)).all() or (np.diff(right) < 0).any():
        raise TopicError(f"{name}: the distribution function must map (n,) to (n,) probabilities that do not fall")
    reach = chances.distribution_reach(draws.size, log_rate)
    for shares in (np.arange(draws.size) / draws.size, np.arange(1, draws.size + 1) / draws.size):
        _shares_agree(places, shares, right, reach, draws.size, name)


def _shares_agree(places: Array, shares: Array, right: Array, reach: float, count: int, name: str) -> None:
    worst = int(np.argmax(np.abs(shares - right)))
    if abs(shares[worst] - right[worst]) > reach:
        detail = (
            f"{shares[worst]:.1%} of {count:,} {name} are at most {places[worst]:.4g}, "
            f"expected {right[worst]:.1%} (right draws stay within {reach:.1%})"
        )
        off(name, "the distribution is another one", detail)


def _expected(right: float, low: float, high: float) -> str:
    return f"expected {right:.4g} (right draws stay between {low:.4g} and {high:.4g})"


def _size(seen: float, right: float) -> str:
    return "large" if seen > right else "small"


def _count(where: Array) -> str:
    return f"{int(where.sum()):,}"
