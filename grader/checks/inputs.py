"""What a check has drawn and asked: inputs as they were before the student's code changed them, calls, answers' forms."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from ..worker import effects
from ..worker.protocol.requests import Drive, Question
from ..worker.wire import Array

Curves = dict[str, list[float]]
Answer = Any  # what student code returns: a check may use it in any way, and run_check judges what goes wrong then
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class LastCall:
    """The question asked last, with the arguments as the check gave them."""

    question: Question
    args: tuple[object, ...]
    kwargs: dict[str, object]

    @property
    def drives(self) -> bool:
        """Whether a driver was called, behind which many calls of the student's functions may stand."""
        return isinstance(self.question, Drive)


@dataclasses.dataclass
class Inputs:
    """What a check has drawn and asked, shared by its two respondents."""

    # What the student's code changed, with a copy from before, by id. The object is kept so that its id stays unique.
    untouched: dict[int, tuple[effects.Changeable, effects.Changeable]] = dataclasses.field(default_factory=dict)
    last_call: LastCall | None = None  # of the student
    last_answer: Answer = None  # to that call, as soon as there is one
    # The forms of all answers, in order, by whether the reference gave them and to which call.
    forms: dict[tuple[bool, str], list[str]] = dataclasses.field(default_factory=dict)
    sizes: dict[int, str] = dataclasses.field(default_factory=dict)  # an axis length and where it was seen
    curves: Curves = dataclasses.field(default_factory=dict)  # of the student's training, by name

    def touch(self, thing: effects.Changeable) -> None:
        """Note `thing` as it is now, before it changes for the first time; of a view, the array that it shows."""
        thing = _owner(thing) if isinstance(thing, np.ndarray) else thing
        if id(thing) not in self.untouched:
            copy = thing.ravel(order="K").copy() if isinstance(thing, np.ndarray) else thing.copy()
            self.untouched[id(thing)] = (thing, copy)

    def as_drawn(self, node: T) -> T:
        """Return `node` as it was before student code mutated it; `node` itself, not a copy, if nothing was mutated."""
        return self._as_drawn(node) if self.untouched else node  # type: ignore[return-value]  # put back as one of its type

    def _as_drawn(self, node: object) -> object:
        if isinstance(node, np.ndarray):
            return self._array_as_drawn(node)
        if id(node) in self.untouched:
            node = self.untouched[id(node)][1].copy()
        if isinstance(node, list | tuple) and type(node) in (list, tuple):
            items = [self._as_drawn(item) for item in node]
            return node if all(map(operator.is_, items, node)) else type(node)(items)
        if type(node) is dict:
            entries = {key: self._as_drawn(item) for key, item in node.items()}
            return node if all(map(operator.is_, entries.values(), node.values())) else entries
        return node

    def _array_as_drawn(self, array: Array) -> Array:
        """A copy of what `array` showed, if the array that it is a view of was changed since."""
        owner = _owner(array)
        if id(owner) not in self.untouched:
            return array
        memory = self.untouched[id(owner)][1]
        assert isinstance(memory, np.ndarray)
        offset = array.ctypes.data - owner.ctypes.data
        return np.ndarray(array.shape, array.dtype, memory, offset, array.strides).copy(order="K")

    def note_sizes(self, call: str, args: Sequence[object]) -> None:
        """Remember axis lengths, so that a factor N can be recognised and named."""
        for position, value in enumerate(args):
            if isinstance(value, np.ndarray):
                for axis, size in enumerate(value.shape):
                    self.sizes.setdefault(size, f"axis {axis} of argument {position + 1} of {call}")


def _owner(array: Array) -> Array:
    """The array whose memory `array` shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
