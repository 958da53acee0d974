"""Judge whether draws are independent of each other: neighbours, rows, columns, calls, and sums over them.

Nothing needs to be known of the distribution. Let u and v be numbers made from different entries of one row, and u', v' the same
of another row. If all entries are independent and drawn alike, then (u, v, u', v') is as likely as (u, v', u', v). So the sign of
(u - u')(v - v') is a fair coin whatever its size is, and `chances.symmetric_statistic` bounds the sum of such terms.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence

import numpy as np

from ..values.errors import UselessExpectation
from ..values.finding import Kind
from ..worker.wire import Array
from . import chances
from .draws import off
from .inputs import Answer
from .judgements import finite
from .setting import Wrong, as_array, current_setting

AXES = {1: ("draws",), 2: ("rows", "columns"), 3: ("calls", "rows", "columns")}
SPLITS = 4  # random halves of an axis. Two places that depend on each other are parted by one of them in 15 of 16 cases
SHORTEST = 4  # places along an axis that is split into halves
EVERY_LAG = 8  # places at each distance up to this one are compared, then at its doubles, and at half the axis


@dataclasses.dataclass(frozen=True)
class _Pair:
    """Numbers u (n,) and v (n,), made from different entries. `alike` and `unlike` are the words for a dependence of them.

    `sums` says that they are sums of many entries, of which there are few.
    """

    u: Array
    v: Array
    alike: str
    unlike: str
    sums: bool = False

    def statistic(self, *, in_size: bool) -> float:
        """The sum of (u - u')(v - v') over a fixed random pairing of places, relative to its spread.

        If `in_size` is true, distances from the average stand for u and v. A pairing of other places has the same average.
        """
        u, v = (np.abs(part - part.mean()) if in_size else part for part in (self.u, self.v))
        order, half = _order(u.size, SPLITS), u.size // 2
        first, second = order[:half], order[half : 2 * half]
        return chances.symmetric_statistic((u[first] - u[second]) * (v[first] - v[second]))


def independent(actual: Answer, name: str, axes: Sequence[str] = ()) -> None:
    """Require that all entries are independent draws from one distribution, whichever it is.

    `axes` names the axes of `actual` in the plural: stack the answers of several calls, and name the first axis "calls". The
    default is draws; rows and columns; calls, rows and columns. Along each axis neighbours and more distant places are compared,
    and halves of it: they show a mask that rows share, and a count that is the same in every row. The check must compare numbers
    as well. Shares and means of dependent draws stray, so ask for independence first. Raises UselessExpectation for axes without
    names, and for so few entries that no dependence could show.
    """
    setting = current_setting()
    setting.other = "independent"
    array = as_array(actual, name)
    if array.dtype.kind == "c":
        raise Wrong(Kind.FORM, name, f"{name} holds complex numbers, where real numbers are expected")
    finite(array, name)
    names = tuple(axes) or AXES.get(array.ndim, ())
    if not names:
        raise UselessExpectation(
            f"{name} has {array.ndim} axes: name each of them, as in axes=('calls', 'rows', 'columns')"
        )
    if len(names) != array.ndim:
        raise Wrong(
            Kind.SHAPE, name, f"{name} has {array.ndim} axes, expected {len(names)}: {', '.join(names)}", actual=array
        )
    pairs = [pair for place, axis in enumerate(names) for pair in _pairs(array, place, axis)]
    reach = chances.symmetric_reach(setting.log_rate(2 * max(1, len(pairs))))
    pairs = [pair for pair in pairs if pair.u.size // 2 > reach**2]  # the statistic of n terms is at most the root of n
    if not pairs:
        raise UselessExpectation(f"{name}: {array.size} entries are too few to see whether they depend on each other")
    manners = [(pair, in_size) for pair in pairs for in_size in ((False,) if pair.sums else (False, True))]
    found = [(pair.statistic(in_size=in_size), pair, in_size) for pair, in_size in manners]
    strongest = max(abs(value) for value, _, _ in found)
    if strongest > reach:
        # A mask that rows share disturbs all other statistics too, so a weak one says nothing while a strong one fails.
        value, pair, in_size = next(entry for entry in found if abs(entry[0]) >= max(reach, strongest / 2))
        what = (pair.alike if value > 0 else pair.unlike) + (" in size" if in_size else "")
        measure = f"a measure of it is {value:.1f}, and independent draws stay within {reach:.1f}"
        off(name, what, f"{name}: {what} in {array.size:,} draws: {measure}")


def _pairs(array: Array, place: int, axis: str) -> Iterator[_Pair]:
    """What is compared along one axis of the array."""
    moved = np.moveaxis(array, place, 0).astype(np.float64)
    moved = moved.reshape(len(moved), -1) / (float(np.abs(moved).max()) or 1.0)  # products of extreme numbers are lost
    for lag in _lags(len(moved)):
        places = f"neighbouring {axis}" if lag == 1 else f"{axis} at a distance of {lag}"
        starts = np.arange(len(moved) - lag)
        for turn in (0, 1):  # each place stands in one pair of a turn
            first = starts[starts // lag % 2 == turn]
            yield _Pair(moved[first].ravel(), moved[first + lag].ravel(), f"{places} agree", f"{places} differ")
    if len(moved) >= SHORTEST:
        half = len(moved) // 2
        for split in range(SPLITS):
            order = _order(len(moved), split)
            # Ranks have no far values, so fewer of them show a dependence. To rank u does not depend on what stands beside it.
            u, v = (_ranks(moved[part].sum(axis=0)) for part in (order[:half], order[half : 2 * half]))
            yield _Pair(u, v, f"{axis} agree", f"{axis} balance each other", sums=True)


def _ranks(numbers: Array) -> Array:
    """The rank of each of the numbers (n,); equal numbers have equal ranks, the middle of theirs."""
    _, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - counts / 2)[places])


def _lags(length: int) -> list[int]:
    lags = {*range(1, EVERY_LAG + 1), length // 2}
    lags |= {EVERY_LAG << k for k in range(length.bit_length())}
    return sorted(lag for lag in lags if 0 < lag < length)


@functools.lru_cache(maxsize=64)
def _order(count: int, number: int) -> Array:
    return np.asarray(np.random.RandomState(number).permutation(count))
