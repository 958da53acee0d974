"""Read and write answers.npz: the reference's answers for the public seed, and how each mistake fails each check.

The file contains no pickle and no solution. It holds two byte arrays. `meta` is JSON with the fingerprint of every question
and the signature of every mistake. `frames` holds the replies one after another, as the bytes that crossed the wire.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...checks.handles import Handle
from ...checks.proxies import Answerer, ModuleProxy, reference_of
from ...values.errors import RecordingError
from ...values.files import write_whole
from ...worker.protocol.replies import Reply, Value, read_reply
from ...worker.protocol.requests import Question
from ...worker.wire import WireError, pack, reader, unpack
from ..curves import KeptCurve
from ..diagnosis.fingerprints import of_question, same_question
from ..diagnosis.signature import Signature

SCHEMA = 1
_NEXT_STEP = "get the exercise again, or run `grader build` beside its solution"
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


# Identifies a question: its fingerprint in a file, its exact bits within one process. Only the function `same` of a
# `Recorded` looks into it.
Key = Any


@dataclasses.dataclass
class Call:
    """One question to the reference, and the reply as a frame."""

    question: Key
    frame: bytes


@dataclasses.dataclass
class Recording:
    """All answers of a topic's reference, and all that is known of its mistakes."""

    calls: dict[str, list[Call]] = dataclasses.field(default_factory=dict)  # by sources.recording_key
    mistakes: dict[str, dict[str, Signature]] = dataclasses.field(default_factory=dict)  # by check and mistake
    hints: dict[str, str] = dataclasses.field(default_factory=dict)  # by mistake
    own_checks: dict[str, str] = dataclasses.field(default_factory=dict)  # by mistake: the check that it must fail
    # Curves of the reference's training, by check and name.
    curves: dict[str, dict[str, KeptCurve]] = dataclasses.field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the file. An existing file is replaced only after the new file is complete."""
        frames, meta_calls = bytearray(), {}
        for key, calls in self.calls.items():
            meta_calls[key] = [[c.question[0], c.question[1], len(c.frame)] for c in calls]
            for call in calls:
                frames += call.frame
        signatures = {
            check: {mistake: [s.kind, s.name, *s.fingerprint] for mistake, s in by_mistake.items()}
            for check, by_mistake in self.mistakes.items()
        }
        content = {"schema": SCHEMA, "calls": meta_calls, "mistakes": signatures}
        content |= {"hints": self.hints, "own_checks": self.own_checks, "curves": self.curves}
        meta = json.dumps(content, separators=(",", ":"))
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            meta=np.frombuffer(meta.encode(), np.uint8),
            frames=np.frombuffer(bytes(frames), np.uint8),
        )
        write_whole(path, buffer.getvalue())


def load(path: Path) -> Recording:
    """Read answers.npz. Raises RecordingError if it is missing, damaged or of another schema."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            meta = json.loads(file["meta"].tobytes())
            frames = file["frames"].tobytes()
        if meta["schema"] != SCHEMA:
            raise RecordingError(
                f"{path} was written by another version of grader (schema {meta['schema']}, here {SCHEMA}): {_NEXT_STEP}"
            )
        recording, position = Recording(hints=meta["hints"], own_checks=meta["own_checks"]), 0
        recording.curves = meta.get("curves", {})
        for key, calls in meta["calls"].items():
            recording.calls[key] = []
            for text, numbers, length in calls:
                recording.calls[key].append(
                    Call((text, tuple(map(tuple, numbers))), frames[position : position + length])
                )
                position += length
        for check, by_mistake in meta["mistakes"].items():
            recording.mistakes[check] = {
                mistake: Signature(kind, name, (text, tuple(numbers)))
                for mistake, (kind, name, text, numbers) in by_mistake.items()
            }
        if position != len(frames):
            raise ValueError("frames and their lengths disagree")
        return recording
    except FileNotFoundError:
        raise RecordingError(f"{path} is missing: {_NEXT_STEP}") from None
    except _DAMAGE as error:
        raise RecordingError(f"{path} is damaged ({error}): {_NEXT_STEP}") from None


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
        self._unused = list(calls)
        self._of_question = of_question
        self._same = same

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        key = self._of_question(question.identity())
        for position, call in enumerate(self._unused):
            if self._same(call.question, key):
                del self._unused[position]
                return decode(call.frame, proxy)
        raise RecordingError(
            f"the recording does not hold this question about {question.name}, so checks.py and answers.npz do not "
            f"belong together: {_NEXT_STEP}"
        )

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer. A recording runs no code."""
        return contextlib.nullcontext()


class Recorder:
    """A reference that passes questions on to a live reference and records the replies."""

    def __init__(self, answerer: Answerer, of_question: Callable[[object], Key] = of_question) -> None:
        self._answerer = answerer
        self._of_question = of_question
        self.calls: list[Call] = []

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        key = self._of_question(question.identity())  # before the call, which may change its arguments
        reply = self._answerer.ask(question, proxy, seconds)
        # Handles of a returned tuple are useless when the reply is replayed, and curves are recorded elsewhere.
        recorded = dataclasses.replace(reply, kept=None, points=()) if isinstance(reply, Value) else reply
        self.calls.append(Call(key, b"".join(pack(recorded.to_wire(), reference_of(proxy)))))
        return reply

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return self._answerer.rules()


def decode(frame: bytes, proxy: ModuleProxy | None) -> Reply:
    """The reply in a recorded frame. Its handles become handles of `proxy`, or type names if `proxy` is None."""
    try:
        find = (lambda _, name: name) if proxy is None else lambda number, name: Handle(proxy, number, name)
        return read_reply(unpack(reader(frame), find))
    except WireError as error:
        raise RecordingError(f"a recorded answer is damaged ({error}): {_NEXT_STEP}") from None
