"""Make the generated files of a topic from its solution: strip the skeletons, record the answers, draw illustrations."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from ..checks.handles import alike
from ..checks.tolerances import allowed, differs, tolerance
from ..checks.unread import Unread
from ..judging.diagnosis import fingerprints
from ..judging.diagnosis.signature import Signature
from ..judging.reference import recording
from ..judging.reference.recording import Call, Recording
from ..judging.reference.replay import decode
from ..topics.topic import Topic
from ..values.errors import RecordingError
from ..values.files import write_whole
from ..values.finding import Kind
from ..values.parts import PARTS
from .illustrate import stale_illustrations
from .record import record
from .strip import strip


@dataclasses.dataclass(frozen=True)
class StaleFile:
    """A generated file that is missing or differs from its source. `what` is the reason."""

    path: Path
    what: str


def build(topic: Topic, *, write: bool, parts: Collection[str] = PARTS) -> list[StaleFile]:
    """Return the generated files of these parts that are not up to date. With `write`, also bring them up to date.

    The illustrations belong to the topic: they are looked at with its first part. Raises TopicError; see `record`.
    """
    stale_files = []
    for part in topic.parts:
        if part not in parts:
            continue
        path = topic.folder / topic.file_name(part)
        skeleton = strip(topic.solution(part), topic.file_name(part))
        current = path.read_text(encoding="utf-8") if path.exists() else None
        if current != skeleton:
            stale_files.append(StaleFile(path, "missing" if current is None else "differs from the stripped solution"))
            if write:
                write_whole(path, skeleton)
    for part, fresh in record(topic, parts).items():
        path = topic.folder / recording.names(part)[1]
        old, reason = None, ""
        try:
            old = recording.load(topic.folder, part)
        except RecordingError as error:
            reason = str(error) if path.exists() else "missing"
        if old:
            _keep_same(old, fresh)
            reason = _difference(old, fresh)
        if reason:
            stale_files.append(StaleFile(path, reason))
            if write:
                fresh.save(topic.folder, part)
    for path, reason, text in stale_illustrations(topic) if topic.parts[0] in parts else ():
        stale_files.append(StaleFile(path, reason))
        if write:
            write_whole(path, text)
    return stale_files


def _keep_same(old: Recording, fresh: Recording) -> None:
    """Take over from `old` all that differs from `fresh` by no more than rounding, so that git sees what has changed alone."""
    for name, calls in fresh.calls.items():
        if name in old.calls and _same_calls(calls, old.calls[name]):
            fresh.calls[name] = old.calls[name]
    for check, signatures in fresh.mistakes.items():
        if fresh.calls.get(check) is not old.calls.get(check):
            continue  # with other inputs a number may come near the old one by chance
        recorded = old.mistakes.get(check, {})
        for mistake, signature in signatures.items():
            if mistake in recorded and _same_mistake(signature, recorded[mistake]):
                signatures[mistake] = recorded[mistake]
    for check, curves in fresh.curves.items():  # training magnifies rounding, so heights are not compared
        if fresh.calls[check] is old.calls.get(check) and curves.keys() == old.curves.get(check, {}).keys():
            fresh.curves[check] = old.curves[check]


def _difference(old: Recording, fresh: Recording) -> str:
    """Return the reason why the recording on disk differs from `fresh`; "" if it does not. See _keep_same."""
    if (old.hints, old.own_checks) != (fresh.hints, fresh.own_checks):
        return "its hints are not those of the mistakes"
    if old.curves != fresh.curves:
        return "its curves are not those of the checks"
    if old.calls.keys() != fresh.calls.keys():
        return "its checks are not those of the topic"
    for name, calls in fresh.calls.items():
        if old.calls[name] != calls:
            return f"its answers for {name} differ from the reference's"
    for check, mistakes in fresh.mistakes.items():
        if old.mistakes.get(check, {}) != mistakes:
            return f"its mistakes for {check} are not those of the topic"
    return ""


# Wrong answers may magnify rounding (a one-pass variance, a division by almost 0), so only large changes count as drift.
_MISTAKE_TOLERANCE = 1e-2


def _same_mistake(new: Signature, recorded: Signature) -> bool:
    """Return True if a mistake fails as it was recorded.

    A training magnifies rounding, so the value that it reaches depends on the processor and is not compared. Numbers of
    float32 are not those of float64, however near they are: a student's float64 answer would not match them.
    """
    if new.kind == Kind.BOUND:
        return (new.kind, new.name) == (recorded.kind, recorded.name)
    narrow = {fingerprints.is_narrow(signature.fingerprint) for signature in (new, recorded)}
    return len(narrow) == 1 and new.like(recorded, _MISTAKE_TOLERANCE)


def _same_calls(new: Sequence[Call], recorded: Sequence[Call]) -> bool:
    return len(new) == len(recorded) and all(map(_same_call, new, recorded))


def _same_call(new: Call, recorded: Call) -> bool:
    if new.name != recorded.name or not fingerprints.same_question(new.question, recorded.question):
        return False
    return _same_value(decode(new.frame, None).to_wire(), decode(recorded.frame, None).to_wire())


def _same_value(new: object, recorded: object) -> bool:
    if isinstance(new, Unread) and isinstance(recorded, Unread):
        forms = [(entry._entry, entry._known.form, entry._known.array) for entry in (new, recorded)]
        return forms[0] == forms[1] and alike(new._known.digest, recorded._known.digest)
    if isinstance(new, np.ndarray) and isinstance(recorded, np.ndarray):
        if new.shape != recorded.shape or new.dtype != recorded.dtype:
            return False
        row = tolerance(new.dtype)
        return not differs(new, recorded, 1e3 * allowed(recorded, row)).any() if new.size else True
    if isinstance(new, dict) and isinstance(recorded, dict):
        return new.keys() == recorded.keys() and all(_same_value(new[key], recorded[key]) for key in new)
    if isinstance(new, list | tuple) and isinstance(recorded, list | tuple):
        return len(new) == len(recorded) and all(_same_value(a, b) for a, b in zip(new, recorded, strict=True))
    if isinstance(new, float) and isinstance(recorded, float):
        return _same_value(np.asarray(new), np.asarray(recorded))
    return type(new) is type(recorded) and (repr(new) == repr(recorded))
