"""Note the questions to a live reference with its replies, and answer from such notes later."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

import numpy as np

from ...checks.handles import Handle
from ...checks.proxies import Answerer, ModuleProxy, reference_of
from ...checks.unread import Known, Unread
from ...values.errors import RecordingError
from ...worker.protocol.replies import Reply, Value, read_reply
from ...worker.protocol.requests import Question
from ...worker.wire import Array, Foreign, WireError, pack, reader, unpack
from ..diagnosis.fingerprints import of_question, same_question
from .recording import NEXT_STEP, Call, Key

_LEFT_OUT = "left_out"  # the entry of a reply's frame with form and digest of each entry that the frame lacks


class Recorded:
    """A reference that answers from a recording. It raises RecordingError for a question that was not recorded.

    `of_question` makes the key of a question, and `same` compares two keys. By default they allow for rounding, because a
    recording is used on other machines than the machine that made it.
    """

    def __init__(
        self,
        calls: Sequence[Call],
        of_question: Callable[[object], Key] = of_question,
        same: Callable[[Key, Key], bool] = same_question,
    ) -> None:
        self._unused = dict(enumerate(calls))
        self._of_question = of_question
        self._same = same

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        key = self._of_question(question.identity())
        for number, call in self._unused.items():
            if self._same(call.question, key):
                del self._unused[number]
                return decode(call.frame, proxy, number)
        raise RecordingError(
            f"the recording does not hold this question about {question.name}, so checks and answers do not belong "
            f"together: {NEXT_STEP}"
        )

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer. A recording runs no code."""
        return contextlib.nullcontext()


class Recorder:
    """An answerer that passes questions on to a live one and records the replies."""

    def __init__(self, answerer: Answerer, of_question: Callable[[object], Key] = of_question) -> None:
        self._answerer = answerer
        self._of_question = of_question
        self.calls: list[Call] = []

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        key = self._of_question(question.identity())  # before the call, which may change its arguments
        reply = self._answerer.ask(question, proxy, seconds)
        self.calls.append(Call(question.name, key, encode(reply, proxy)))
        return reply

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return self._answerer.rules()


def encode(reply: Reply, proxy: ModuleProxy) -> bytes:
    """The reply as a frame, without what is useless when it is replayed.

    That is: handles of the entries of a tuple, curves (they are recorded elsewhere), and the numbers of unread entries.
    """
    if not isinstance(reply, Value):
        return b"".join(pack(reply.to_wire(), reference_of(proxy)))
    left_out = {
        entry._entry: dataclasses.astuple(entry._known)
        for entry in entries_of(reply.value).values()
        if isinstance(entry, Unread)
    }
    data = dataclasses.replace(reply, kept=None, points=()).to_wire()
    return b"".join(pack(data | ({_LEFT_OUT: left_out} if left_out else {}), _foreign(proxy)))


def entries_of(answer: object) -> dict[str, object]:
    """The entries of an answer that is a tuple, list or dict, by position or key. Another answer is its only entry, ""."""
    if isinstance(answer, tuple | list):
        return {str(position): entry for position, entry in enumerate(answer)}
    return answer if isinstance(answer, dict) else {"": answer}


def arrays_in(node: object) -> Iterator[Array]:
    """The arrays in a question, a reply or an answer, however deep."""
    if isinstance(node, np.ndarray):
        yield node
    elif isinstance(node, dict):
        yield from arrays_in(list(node.values()))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from arrays_in(item)


def _foreign(proxy: ModuleProxy) -> Foreign:
    """As reference_of, but an unread entry becomes a handle with the number 0, which no object has."""
    reference = reference_of(proxy)
    return lambda value: (0, value._entry) if isinstance(value, Unread) else reference(value)


def decode(frame: bytes, proxy: ModuleProxy | None, number: int = 0) -> Reply:
    """The reply in a recorded frame. Its handles become handles of `proxy`, or type names if `proxy` is None.

    `number` is the number of the answer in its check, by which unread entries are named in later questions.
    """
    unread: dict[str, Unread] = {}

    def find(handle: int, name: str) -> object:
        if handle:
            return name if proxy is None else Handle(proxy, handle, name)
        return unread.setdefault(name, Unread(_missing(name), name, number, Known()))

    try:
        data: Any = unpack(reader(frame), find)
        for name, entry in unread.items():
            entry._known = Known(*data[_LEFT_OUT][name])
        return read_reply(data)
    except (WireError, KeyError, TypeError, ValueError) as error:
        raise RecordingError(f"a recorded answer is damaged ({error}): {NEXT_STEP}") from None


def _missing(name: str) -> Callable[[], NoReturn]:
    def use() -> NoReturn:
        raise RecordingError(
            f"the check looks at entry {name} of an answer of the reference, which was not recorded, because the check did "
            f"not look at it then: {NEXT_STEP}"
        )

    return use
