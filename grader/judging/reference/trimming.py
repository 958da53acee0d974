"""Leave out of a check's recorded answers those entries that the check only passes on, such as caches.

The check is asked again, with both sides answered from notes. First each large entry of the reference's answers is replaced by
an object that notes that it is looked at. Then the entries that nobody looked at are left out, and the check must pass
as it did, on what a student's machine will have. If it does not, nothing is left out.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...checks.check import Check
from ...checks.handles import entry_digest, entry_form
from ...checks.proxies import ModuleProxy
from ...checks.seeds import Seeds
from ...checks.unread import Known, Unread
from ...values.errors import RecordingError
from ...values.report import Status
from ...worker.protocol.replies import Reply, Value
from ...worker.protocol.requests import Question
from ..diagnosis.fingerprints import of_question
from ..run_check import run_check
from .recording import Call
from .replay import arrays_in, decode, encode, entries_of

SMALLEST = 150  # bytes: what stands for an entry that was left out is no smaller

Entry = tuple[int, str]  # the number of an answer, and the entry's name in it


def trimmed(
    check: Check, seeds: Seeds, student: Sequence[Call], reference: Sequence[Call], *, small: bool
) -> list[Call]:
    """The reference's calls without the entries that the check does not look at.

    `student` and `reference` are all calls of a run in which the solution passed the check.
    """
    looked_at: set[Entry] = set()
    for answerer in (_Watched(reference, looked_at), _Trimmed(reference, looked_at)):
        outcome = run_check(check, _Student(student), answerer, seeds, small=small)
        if outcome.status is not Status.PASSED:
            return list(reference)
    return answerer.calls


class _Notes:
    """An answerer that gives noted replies, one after another."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._noted = calls
        self.calls: list[Call] = []  # those that were asked

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer. Raises RecordingError if something else is asked than was noted."""
        number = len(self.calls)
        if number == len(self._noted) or self._noted[number].name != question.name:
            raise RecordingError(f"the check asks for {question.name} only sometimes")
        key = of_question(question.identity())
        reply, frame = self._reply(number, self._noted[number].frame, proxy)
        self.calls.append(Call(question.name, key, frame))
        return reply

    def _reply(self, number: int, frame: bytes, proxy: ModuleProxy) -> tuple[Reply, bytes]:
        """The reply with this number, and its frame."""
        return decode(frame, proxy), frame

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer. Notes run no code."""
        return contextlib.nullcontext()


class _Student(_Notes):
    """The student's side. An unread entry that is passed to it is looked at there."""

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        _look_at([*question.args, *question.kwargs.values()])
        return super().ask(question, proxy, seconds)


class _Watched(_Notes):
    """The reference's side: whole answers, whose large entries note that they are looked at."""

    def __init__(self, calls: Sequence[Call], looked_at: set[Entry]) -> None:
        super().__init__(calls)
        self._looked_at = looked_at

    def _reply(self, number: int, frame: bytes, proxy: ModuleProxy) -> tuple[Reply, bytes]:
        def watch(name: str, entry: object) -> Callable[[], object]:
            def use() -> object:
                self._looked_at.add((number, name))
                return entry

            return use

        return self._without(decode(frame, proxy), number, watch), frame

    def _without(self, reply: Reply, number: int, use_of: Callable[[str, object], Callable[[], object]]) -> Reply:
        """The reply with an Unread in the place of each large entry that nobody has looked at yet."""
        if not isinstance(reply, Value):
            return reply
        entries = entries_of(reply.value)
        for name, entry in entries.items():
            size = sum(array.nbytes for array in arrays_in(entry))
            if (number, name) not in self._looked_at and len(name) <= 200 and size >= SMALLEST:
                entries = entries | {name: Unread(use_of(name, entry), name, number, _known(entry))}
        return dataclasses.replace(reply, value=_of_entries(reply.value, entries))


class _Trimmed(_Watched):
    """The reference's side as it will be recorded, and as the recording will answer."""

    def _reply(self, number: int, frame: bytes, proxy: ModuleProxy) -> tuple[Reply, bytes]:
        frame = encode(self._without(decode(frame, proxy), number, lambda name, entry: lambda: entry), proxy)
        return decode(frame, proxy, number), frame


def _known(entry: object) -> Known:
    text, numbers = entry_digest(entry)
    array = (entry.dtype.str, entry.shape) if isinstance(entry, np.ndarray) else None
    return Known(entry_form(entry), (text, tuple(float(f"{number:.9g}") for number in numbers)), array)


def _of_entries(answer: Any, entries: dict[str, object]) -> object:
    """The answer with these entries in the place of its own."""
    if isinstance(answer, tuple | list):
        return type(answer)(entries.values())
    return entries if isinstance(answer, dict) else entries[""]


def _look_at(node: object) -> None:
    if isinstance(node, Unread):
        node._use()
    elif isinstance(node, dict):
        _look_at(list(node.values()))
    elif isinstance(node, list | tuple):
        for item in node:
            _look_at(item)
