"""Make the generated files of a topic from its solution: strip the skeletons, record answers.npz, and draw illustrations."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

import numpy as np

from ..checks.check import Check
from ..checks.inputs import Curves
from ..checks.picture import blank, can_draw
from ..checks.seeds import Seeds
from ..checks.tolerances import allowed, differs, tolerance
from ..judging.curves import thinned
from ..judging.diagnosis import fingerprints
from ..judging.diagnosis.signature import Signature
from ..judging.reference import recording
from ..judging.reference.recording import Call, Recording
from ..judging.reference.sources import LiveSource, recording_key
from ..topics.topic import Topic
from ..values.errors import RecordingError, TopicError
from ..values.files import write_whole
from ..values.finding import Kind
from ..values.report import Status
from .illustrate import stale_illustrations
from .strip import strip


@dataclasses.dataclass(frozen=True)
class StaleFile:
    """A generated file that is missing or differs from its source. `what` is the reason."""

    path: Path
    what: str


def build(topic: Topic, *, write: bool) -> list[StaleFile]:
    """Return the generated files that are not up to date. With `write`, also bring them up to date."""
    stale_files = []
    for part in topic.parts:
        path = topic.folder / topic.file_name(part)
        skeleton = strip(topic.solution(part), topic.file_name(part))
        current = path.read_text(encoding="utf-8") if path.exists() else None
        if current != skeleton:
            stale_files.append(StaleFile(path, "missing" if current is None else "differs from the stripped solution"))
            if write:
                write_whole(path, skeleton)
    path = topic.folder / "answers.npz"
    fresh = record(topic)
    reason = _why_stale(path, fresh)
    if reason:
        stale_files.append(StaleFile(path, reason))
        if write:
            fresh.save(path)
    for path, reason, text in stale_illustrations(topic):
        stale_files.append(StaleFile(path, reason))
        if write:
            write_whole(path, text)
    return stale_files


def record(topic: Topic) -> Recording:
    """Run every public check on the public seed with the reference as the student, and record all calls and answers."""
    source, seeds, fresh = LiveSource(topic), Seeds(), Recording()
    fresh.hints, fresh.own_checks = dict(source.hints), dict(source.own_checks)
    for check in Topic(topic.name, topic.folder).checks:  # without the secret folder, so no hidden check is recorded
        for small in (False, True):
            fresh.calls[recording_key(check, small=small)], curves = _calls(topic, source, check, small=small)
            if curves and not small:
                fresh.curves[check.name] = {name: thinned(heights) for name, heights in curves.items()}
        fresh.mistakes[check.name] = source.mistakes(check, seeds)
    if topic.pictures and not can_draw():
        _keep_pictures(topic, fresh)
        return fresh
    for picture in topic.pictures:
        check = picture.as_check(blank(picture.size))
        fresh.calls[recording_key(check, small=False)], _ = _calls(topic, source, check, small=False)
    return fresh


def _keep_pictures(topic: Topic, fresh: Recording) -> None:
    """Take the calls of the pictures from the recording on disk, if there is one: without matplotlib nothing is drawn."""
    with contextlib.suppress(RecordingError, OSError):
        kept = recording.load(topic.folder / "answers.npz").calls
        keys = [recording_key(picture.as_check(None), small=False) for picture in topic.pictures]
        fresh.calls.update((key, kept[key]) for key in keys if key in kept)


def _calls(topic: Topic, source: LiveSource, check: Check, *, small: bool) -> tuple[list[Call], Curves]:
    outcome, calls = source.ask_everything(check, Seeds(), small=small)
    if outcome.status is not Status.PASSED:
        size = " with small sizes" if small else ""
        raise TopicError(f"{topic.name}: the reference itself fails {check.name}{size}: {outcome.message}")
    return calls, outcome.curves


def _why_stale(path: Path, fresh: Recording) -> str:
    """Return the reason why the recording on disk differs from `fresh` by more than rounding; "" if it does not."""
    if not path.exists():
        return "missing"
    try:
        old = recording.load(path)
    except RecordingError as error:
        return str(error)
    if (old.hints, old.own_checks) != (fresh.hints, fresh.own_checks):
        return "its hints are not those of the mistakes"
    if {name: sorted(curves) for name, curves in old.curves.items()} != {n: sorted(c) for n, c in fresh.curves.items()}:
        return "its curves are not those of the checks"
    if old.calls.keys() != fresh.calls.keys():
        return "its checks are not those of the topic"
    for name, calls in fresh.calls.items():
        pairs = list(zip(calls, old.calls[name], strict=False))
        if len(calls) != len(old.calls[name]) or not all(_same_call(new, recorded) for new, recorded in pairs):
            return f"its answers for {name} differ from the reference's"
    for check, mistakes in fresh.mistakes.items():
        recorded_mistakes = old.mistakes.get(check, {})
        if recorded_mistakes.keys() != mistakes.keys() or not all(
            _same_mistake(mistakes[id_], recorded_mistakes[id_]) for id_ in mistakes
        ):
            return f"its mistakes for {check} are not those of the topic"
    return ""


# Wrong answers may magnify rounding (a one-pass variance, a division by almost 0), so only large changes count as drift.
_MISTAKE_TOLERANCE = 1e-2


def _same_mistake(new: Signature, recorded: Signature) -> bool:
    """Return True if a mistake fails as it was recorded.

    A training magnifies rounding, so the value that it reaches depends on the processor and is not compared.
    """
    if new.kind == Kind.BOUND:
        return (new.kind, new.name) == (recorded.kind, recorded.name)
    return new.like(recorded, _MISTAKE_TOLERANCE)


def _same_call(new: Call, recorded: Call) -> bool:
    if not fingerprints.same_question(new.question, recorded.question):
        return False
    return _same_value(recording.decode(new.frame, None).to_wire(), recording.decode(recorded.frame, None).to_wire())


def _same_value(new: object, recorded: object) -> bool:
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
