"""The record of one check: its inputs before the student's code changed them, the last call, the forms of all answers."""

from __future__ import annotations

import dataclasses
import itertools
import operator
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from ..worker import effects
from ..worker.protocol.requests import Drive, Question
from ..worker.wire import Array
from .handles import alike
from .unread import Digest

Curves = dict[str, list[float]]
# A return value of student code. A check may use it in any way; run_check handles the exceptions that this causes.
Answer = Any
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class LastCall:
    """The last question, with the arguments that the check passed.

    `again` says that an object which the code returned was passed to the same function before: a single call with a fresh object
    may be right.
    """

    question: Question
    args: tuple[object, ...]
    kwargs: dict[str, object]
    again: bool = False

    @property
    def drives(self) -> bool:
        """Whether a driver was called. A driver may call the student's functions many times."""
        return isinstance(self.question, Drive)


@dataclasses.dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its form in words, and its digest (see handles.py). The answer itself is not kept."""

    form: str
    digest: Digest


@dataclasses.dataclass
class Inputs:
    """The record of one check, which its two proxies share."""

    # By id: each object that the student's code changed, with a copy from before the change. The object itself is kept so
    # that its id stays unique.
    untouched: dict[int, tuple[effects.Changeable, effects.Changeable]] = dataclasses.field(default_factory=dict)
    last_call: LastCall | None = None  # of the student
    passed_back: set[tuple[str, int]] = dataclasses.field(default_factory=set)  # calls of the student's, and handles
    last_answer: Answer = None  # to that call; None until the answer has arrived
    # What was answered, in order. The key says whether the reference gave the answer, and which call was made.
    answers: dict[tuple[bool, str], list[Answered]] = dataclasses.field(default_factory=dict)
    sizes: dict[int, str] = dataclasses.field(default_factory=dict)  # axis lengths, and where each was seen first
    curves: Curves = dataclasses.field(default_factory=dict)  # of the student's training, by name

    def touch(self, value: effects.Changeable) -> None:
        """Copy `value` before it changes for the first time. For a view, copy the array whose memory the view shows."""
        owner = _owner(value) if isinstance(value, np.ndarray) else value
        if id(owner) not in self.untouched:
            copy = owner.ravel(order="K").copy() if isinstance(owner, np.ndarray) else owner.copy()
            self.untouched[id(owner)] = (owner, copy)

    def as_drawn(self, node: T) -> T:
        """Return `node` as it was before student code mutated it. If nothing was mutated, return `node` itself, not a copy."""
        return self._as_drawn(node) if self.untouched else node  # type: ignore[return-value]  # it has the type of `node`

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
        """Return a copy of `array` as it was, if its memory was changed; else `array` itself."""
        owner = _owner(array)
        if id(owner) not in self.untouched:
            return array
        memory = self.untouched[id(owner)][1]
        assert isinstance(memory, np.ndarray)
        offset = array.ctypes.data - owner.ctypes.data
        return np.ndarray(array.shape, array.dtype, memory, offset, array.strides).copy(order="K")

    def restore(self) -> None:
        """Give each object that the student's code changed its content back.

        It may outlive the check, as a constant of the topic does, and then serve other checks and other students.
        """
        for owner, copy in self.untouched.values():
            if isinstance(owner, np.ndarray):
                before = np.empty_like(owner)
                before.ravel(order="K")[...] = copy
                np.copyto(owner, before)
            elif isinstance(owner, dict):
                owner.clear()
                owner.update(copy)
            else:
                owner[:] = copy

    def note_answer(self, trusted: bool, call: str, form: str, digest: Digest) -> None:
        """Remember what one side answered."""
        self.answers.setdefault((trusted, call), []).append(Answered(form, digest))

    def pairs(self) -> Iterator[tuple[str, Answered, Answered]]:
        """Each of the student's answers that the reference has given too: the call, the student's answer, the reference's."""
        for (trusted, call), answers in self.answers.items():
            for answer, right in zip(() if trusted else answers, self.answers.get((True, call), ()), strict=False):
                yield call, answer, right

    def differing(self) -> str:
        """The first call to which the two sides gave answers that are not alike, or that the reference was not asked; or ""."""
        unlike = (call for call, answer, right in self.pairs() if not alike(answer.digest, right.digest))
        counts = ((call, len(answers)) for (trusted, call), answers in self.answers.items() if not trusted)
        alone = (call for call, count in counts if count > len(self.answers.get((True, call), ())))
        return next(itertools.chain(unlike, alone), "")

    def reference_is_finite(self) -> bool:
        """Whether all numbers that the reference answered are finite, and none of its arrays is empty."""
        answers = (answer for (trusted, _), given in self.answers.items() if trusted for answer in given)
        return all(np.isfinite(answer.digest[1]).all() for answer in answers)

    def note_call(
        self, question: Question, args: tuple[object, ...], kwargs: dict[str, object], handles: set[int]
    ) -> None:
        """Remember the student's last call, and the handles of the objects that it was passed back."""
        back = {(question.call, handle) for handle in handles}
        self.last_call = LastCall(question, args, kwargs, again=bool(back & self.passed_back))
        self.passed_back |= back

    def note_sizes(self, call: str, args: Sequence[object]) -> None:
        """Remember axis lengths, so that the diagnosis can recognise and name a factor N."""
        for position, value in enumerate(args):
            if isinstance(value, np.ndarray):
                for axis, size in enumerate(value.shape):
                    self.sizes.setdefault(size, f"axis {axis} of argument {position + 1} of {call}")


def _owner(array: Array) -> Array:
    """The array that owns the memory of `array`."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
