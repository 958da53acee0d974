"""Find in a check's arguments a value that cannot cross to the other side, and say which argument it is and what crosses."""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Collection

import numpy as np

from ..values.errors import TopicError, Unsendable
from ..worker.protocol.requests import Call, Drive, MakeGenerator, Question, Slopes
from ..worker.wire import MAX_DEPTH, MAX_INT, fits
from .handles import Handle

WHAT_CROSSES = (
    "Only arrays, numbers, text, None, lists, tuples, dictionaries and handles cross. A function or a generator is made in a "
    "driver, which returns it, and the check passes the handle on"
)

_PLAIN = (str, float, complex, bytes, bytearray, type(None))
_SEQUENCES, _DICTIONARIES = frozenset([tuple, list]), frozenset([dict, OrderedDict])
_WITHOUT_OBJECT = (Call, Drive, MakeGenerator, Slopes)  # the first argument of the other questions is the asked object
_AROUND = 2  # containers around each argument in a request


def require(question: Question, asker: object, kept: Collection[type]) -> None:
    """Require that all arguments of a question can cross. `asker` is the proxy that asks.

    Values of the types `kept` stand for objects of the other side. A value that only an author writes (a function, a generator, a
    set, a class) raises TopicError. A value that may come from an answer, as a handle of the other module, raises Unsendable.
    """
    first = 1 if isinstance(question, _WITHOUT_OBJECT) else 0
    finder = _Finder(asker, tuple(kept))
    for place, value in enumerate(question.args, first):
        finder.look(value, f"argument {place} of {question.call}" if place else question.call, _AROUND)
    for name, value in question.kwargs.items():
        finder.look(value, f"the argument {name} of {question.call}", _AROUND)


class _Finder:
    """Looks through values. See `require`."""

    def __init__(self, asker: object, kept: tuple[type, ...]) -> None:
        self._asker = asker
        self._kept = kept

    def look(self, value: object, place: str, depth: int) -> None:
        """Raise TopicError or Unsendable for the first part of `value` that cannot cross."""
        kind = type(value)
        if kind in _SEQUENCES or kind in _DICTIONARIES:
            self._look_inside(value, place, depth)
        elif isinstance(value, np.ndarray | np.generic):
            if not fits(np.asarray(value)):
                raise Unsendable(
                    f"{place} is an array of dtype {value.dtype} and {value.ndim} axes, which cannot cross"
                )
        elif isinstance(value, _PLAIN) or kind in self._kept:
            return
        elif isinstance(value, int):
            if abs(value) >= MAX_INT:
                raise Unsendable(f"{place} is a whole number of more than 64 bits, which cannot cross")
        elif isinstance(value, Handle):
            if value._proxy is not self._asker:
                raise Unsendable(f"{place} is {value!r} of the other module, which cannot be passed here")
        else:
            raise TopicError(f"{place} is {_described(value)}, which cannot cross. {WHAT_CROSSES}")

    def _look_inside(self, value: object, place: str, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise Unsendable(f"{place} is nested more than {MAX_DEPTH - _AROUND} times, and cannot cross")
        if isinstance(value, dict):
            for strange in (key for key in value if type(key) is not str):
                raise TopicError(
                    f"{place} is a dictionary with the key {strange!r}: all keys must be texts. {WHAT_CROSSES}"
                )
            for key, item in value.items():
                self.look(item, f"{place}[{key!r}]", depth + 1)
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                if type(item) is not float and type(item) is not int:  # a row of many numbers is looked through quickly
                    self.look(item, f"{place}[{number}]", depth + 1)


def _described(value: object) -> str:
    if inspect.isclass(value):
        return f"the class {value.__name__}"
    if inspect.isgenerator(value):
        return "a generator"
    if callable(value):
        return f"the function {getattr(value, '__name__', '')}".rstrip()
    return "a set" if isinstance(value, set | frozenset) else f"an object of type {type(value).__name__}"
