"""An entry of a recorded answer that no check looked at when the answer was recorded, so that its numbers were left out."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..worker.wire import Array

Digest = tuple[str, tuple[float, ...]]  # see handles.digest


@dataclasses.dataclass(frozen=True)
class Known:
    """What is recorded of an entry without its numbers: form and digest (see handles.py), dtype and shape of an array."""

    form: str = ""
    digest: Digest = ("", ())
    array: tuple[str, tuple[int, ...]] | None = None


_OF_FORM = ("shape", "dtype", "ndim", "size")  # attributes of an array that say nothing of its numbers


class Unread:
    """Stands for an array, or for a tuple, list or dict with arrays, that a check passes on and does not look at.

    Whoever looks at it (by an operator, an attribute, an entry, a conversion to an array) calls `use`, which returns the
    entry itself, or raises RecordingError if the entry was left out. Shape and dtype of an array are known all the same.
    `entry` is its position or key in the answer, "" for the whole answer, and `answer` is the number of the answer in its check.
    """

    def __init__(self, use: Callable[[], Any], entry: str, answer: int, known: Known) -> None:
        self._use = use
        self._entry = entry
        self._answer = answer
        self._known = known

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _OF_FORM and self._known.array:
            dtype, shape = self._known.array
            return getattr(np.broadcast_to(np.zeros((), dtype), shape), name)
        return getattr(self._use(), name)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self._use(), dtype=dtype, copy=copy)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._use()(*args, **kwargs)

    __hash__ = object.__hash__


Operator = Callable[..., Any]


def _forwarded(function: Operator, *, swapped: bool = False) -> Operator:
    """A method that applies an operator to the entry itself."""

    def method(self: Unread, *others: Any) -> Any:
        entry = self._use()
        return function(*others, entry) if swapped else function(entry, *others)

    return method


_BOTH_SIDES = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift".split()
_ONE_SIDE = "lt le gt ge eq ne neg pos abs invert index contains getitem setitem delitem".split()
_FUNCTIONS: dict[str, Operator] = {
    **{name.rstrip("_"): getattr(operator, name) for name in (*_BOTH_SIDES, *_ONE_SIDE)},
    **{function.__name__: function for function in (bool, float, int, complex, len, iter, reversed, repr, str, format)},
    **{"round": round, "divmod": divmod},
}
for _name, _function in _FUNCTIONS.items():
    setattr(Unread, f"__{_name}__", _forwarded(_function))
for _name in (*(name.rstrip("_") for name in _BOTH_SIDES), "divmod"):
    setattr(Unread, f"__r{_name}__", _forwarded(_FUNCTIONS[_name], swapped=True))
