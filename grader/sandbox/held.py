"""Bound what the answers of one worker take in the judge's memory. A check may keep all of them until it ends."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable

from ..worker.wire import DTYPES, Array, Spec
from .watch import TooMuch

MAX_HELD = 64 << 20  # bytes that the answers of one check may take at one time; the largest check of a topic needs 2
# The judge computes with numbers of eight bytes, so a smaller number counts as much.
_NUMBER = 8
_ARRAY = 128  # bytes of an array without its numbers
_HEADER = 32  # bytes of Python objects that one byte of JSON becomes at most: `{},` becomes an empty dict in a list


class HeldAnswers:
    """Counts the answers that arrive. Arrays count only as long as the check holds them."""

    def __init__(self) -> None:
        self.start_check()

    def start_check(self) -> None:
        """Forget the answers of the last check."""
        # By the id of the reference, since arrays have no hash: the reference, which must live, and the weight of its array.
        self._arrays: dict[int, tuple[weakref.ref[Array], int]] = {}
        self._in_arrays = self._in_headers = 0

    def weigh(self, header: int, specs: Collection[Spec]) -> None:
        """Count a frame with a header of so many bytes before its arrays are read. Raises TooMuch if it does not fit."""
        self._in_headers += header * _HEADER
        coming = sum(_weight(shape, DTYPES[dtype].itemsize) for dtype, shape in specs if dtype != "bytes")
        if self._in_arrays + self._in_headers + coming > MAX_HELD:
            raise TooMuch(
                f"its answers hold more than {MAX_HELD >> 20} MB of the grader's memory, so it was ended: return smaller arrays"
            )

    def adopt(self, array: Array) -> Array:
        """Count an array that was read, until nobody holds it any more. Returns the array."""
        weight = _weight(array.shape, array.itemsize)
        reference = weakref.ref(array, self._forget)
        self._arrays[id(reference)] = reference, weight
        self._in_arrays += weight
        return array

    def _forget(self, gone: weakref.ref[Array]) -> None:
        self._in_arrays -= self._arrays.pop(id(gone))[1]


def _weight(shape: Iterable[int], itemsize: int) -> int:
    size = max(itemsize, _NUMBER)
    for length in shape:
        size *= length
    return size + _ARRAY
