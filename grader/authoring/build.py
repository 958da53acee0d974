"""Make the generated files of a topic from its solution: strip the skeletons, record the answers, draw illustrations."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ..checks.check import owner
from ..checks.handles import alike
from ..checks.tolerances import allowed, differs, tolerance
from ..checks.unread import Unread
from ..judging.diagnosis import fingerprints
from ..judging.diagnosis.signature import Signature
from ..judging.reference import recording
from ..judging.reference.recording import Call, Recording
from ..judging.reference.replay import decode
from ..judging.reference.sources import LiveSource
from ..topics.topic import Topic
from ..values.errors import MarkerError, RecordingError, TopicError
from ..values.files import write_whole
from ..values.finding import Kind
from ..values.parts import PARTS
from .illustrate import stale_illustrations
from .record import record, record_answers, record_mistakes, slips_of
from .slip_answers import record_slips
from .strip import is_python, strip


@dataclasses.dataclass(frozen=True)
class StaleFile:
    """A generated file that is missing or differs from its source. `what` is the reason."""

    path: Path
    what: str


Stale = tuple[StaleFile, Callable[[], None]]  # a file, and a function that brings it up to date


def build(topic: Topic, *, write: bool, parts: Collection[str] = PARTS) -> list[StaleFile]:
    """Return the generated files of these parts that are not up to date. With `write`, also bring them up to date.

    Raises TopicError with everything that is broken: markers, checks that the reference fails, and pictures. A part whose
    solution is not Python is looked at no further.
    """
    chosen = [part for part in topic.parts if part in parts]
    stale_files, broken = list[StaleFile](), list[str]()
    sound = [part for part in chosen if is_python(topic.solution(part))]
    for found in (
        _skeletons(topic, chosen),
        _recordings(topic, functools.partial(record, topic, sound)),
        _illustrations(topic, sound),
    ):
        try:
            for file, bring_up_to_date in found:
                stale_files.append(file)
                if write:
                    bring_up_to_date()
        except TopicError as error:
            broken.append(str(error))
    if broken:
        raise TopicError("\n".join(broken))
    return stale_files


def apart_from_mistakes(topic: Topic, part: str, source: LiveSource) -> list[StaleFile]:
    """Return the files of a part that are not up to date in all but the signatures of mistakes. See `of_mistakes`.

    Raises TopicError, as `build` does.
    """
    found = _skeletons(topic, [part])
    if is_python(topic.solution(part)):
        fresh = functools.partial(record_answers, topic, [part], source)
        found = itertools.chain(found, _recordings(topic, fresh), _illustrations(topic, [part]))
    return [file for file, _ in found]


def of_mistakes(topic: Topic, part: str, source: LiveSource, mistakes: Collection[str]) -> list[StaleFile]:
    """Return the recording of a part if it is not up to date in the signatures of these mistakes."""
    path = topic.folder / recording.names(part)[1]
    try:
        old = recording.load(topic.folder, part)
    except RecordingError as error:
        return [StaleFile(path, _unreadable(path, error))]
    fresh = Recording(calls=old.calls, mistakes=record_mistakes(topic, part, source, mistakes))
    for check, signatures in old.mistakes.items():
        old.mistakes[check] = {mistake: made for mistake, made in signatures.items() if mistake in mistakes}
    _keep_same(old, fresh)
    return [StaleFile(path, reason)] if (reason := _other_mistakes(old, fresh)) else []


def _unreadable(path: Path, error: RecordingError) -> str:
    return str(error) if path.exists() else "missing"


def _skeletons(topic: Topic, parts: Iterable[str]) -> Iterator[Stale]:
    broken = []
    for part in parts:
        path = topic.folder / topic.file_name(part)
        try:
            skeleton = strip(topic.solution(part), topic.file_name(part))
        except MarkerError as error:
            broken.append(str(error))
            continue
        current = path.read_text(encoding="utf-8") if path.exists() else None
        if current != skeleton:
            what = "missing" if current is None else "differs from the stripped solution"
            yield StaleFile(path, what), functools.partial(write_whole, path, skeleton)
    if broken:
        raise MarkerError("\n".join(broken))


def _recordings(topic: Topic, record: Callable[[], dict[str, Recording]]) -> Iterator[Stale]:
    for part, fresh in record().items():
        path = topic.folder / recording.names(part)[1]
        old, reason = None, ""
        try:
            old = recording.load(topic.folder, part)
        except RecordingError as error:
            reason = _unreadable(path, error)
        if old:
            _keep_same(old, fresh)
        fresh.slips_of = slips_of(topic, part, fresh)
        if old:
            reason = _difference(old, fresh) or _other_mistakes(old, fresh) or _other_slips(old, fresh)
        if reason:
            yield StaleFile(path, reason), functools.partial(_save, topic, part, fresh, old)


def _save(topic: Topic, part: str, fresh: Recording, old: Recording | None) -> None:
    """Write a recording. The slips take much time, so they are recorded only if something has changed on which they depend."""
    is_same = old is not None and old.slips_of == fresh.slips_of
    fresh.slips = old.slips if old and is_same else record_slips(topic, part, fresh)
    fresh.save(topic.folder, part)


def _illustrations(topic: Topic, parts: Collection[str]) -> Iterator[Stale]:
    for path, reason, text in stale_illustrations(topic, parts):
        yield StaleFile(path, reason), functools.partial(write_whole, path, text)


def _keep_same(old: Recording, fresh: Recording) -> None:
    """Take over from `old` all that differs from `fresh` by no more than rounding, so that git sees what has changed alone."""
    for name, calls in fresh.calls.items():
        if name in old.calls and calls is not old.calls[name] and _same_calls(calls, old.calls[name]):
            fresh.calls[name] = old.calls[name]
    for check, signatures in fresh.mistakes.items():
        asked = fresh.calls.get(check)
        if asked is not old.calls.get(check):
            continue  # with other inputs a number may come near the old one by chance
        recorded = old.mistakes.get(check, {})
        for mistake, signature in signatures.items():
            any_bound = bool(asked) or old.own_checks.get(mistake) != owner(check)
            if mistake in recorded and _same_mistake(signature, recorded[mistake], any_bound=any_bound):
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
    return ""


def _other_mistakes(old: Recording, fresh: Recording) -> str:
    """Return the reason why the signatures of `fresh` are not those on disk; "" if they are. See _keep_same."""
    for check, mistakes in fresh.mistakes.items():
        if old.mistakes.get(check, {}) != mistakes:
            return f"its mistakes for {check} are not those of the topic"
    return ""


def _other_slips(old: Recording, fresh: Recording) -> str:
    return "" if old.slips_of == fresh.slips_of else "its slips are those of another solution or of other checks"


# Wrong answers may magnify rounding (a one-pass variance, a division by almost 0), so only large changes count as drift.
_MISTAKE_TOLERANCE = 1e-2


def _same_mistake(new: Signature, recorded: Signature, *, any_bound: bool) -> bool:
    """Return True if a mistake fails as it was recorded.

    A training magnifies rounding, so the value that it reaches depends on the processor and is not compared if `any_bound`. A
    check that asks the reference nothing may have got other inputs, so the values of its own mistakes are compared. Numbers of
    float32 are not those of float64, however near they are: a student's float64 answer would not match them.
    """
    if new.kind == Kind.BOUND and any_bound:
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
