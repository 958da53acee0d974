"""Arrange the numbers of an array otherwise in memory: code that is right for one array is right for all arrays equal to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from .wire import Array


def spaced(array: Array) -> Array:
    """An equal array whose entries lie two places apart, as those of `x[..., ::2]` do. A single number stays as it is."""
    if array.ndim == 0:
        return array
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def transposed(array: Array) -> Array:
    """An equal array whose first axis is the quickest, as in `x.T`."""
    return array.copy(order="F")


def read_only(array: Array) -> Array:
    """An equal array that may not be written to."""
    frozen = array.copy()
    frozen.flags.writeable = False
    return frozen


LAYOUTS = {"spaced": spaced, "transposed": transposed, "read_only": read_only}


def rearranged(
    values: Iterable[object], layout: str, as_array: Callable[[object], Array | None], adopt: Callable[[Array], object]
) -> list[object]:
    """The values with each array or tensor in another layout. `as_array` and `adopt` are those of a runtime."""
    arrays = [(value, as_array(value)) for value in values]
    return [value if array is None else adopt(LAYOUTS[layout](array)) for value, array in arrays]
