"""Make a topic's generated files from its solution: skeletons by stripping, answers.npz by recording."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from ..checks.check import Check
from ..checks.inputs import Curves
from ..checks.picture import blank
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
from ..values.finding import Kind
from ..values.report import Status
from .strip import strip


@dataclasses.dataclass(frozen=True)
class Change:
    """One generated file that is not as its source would have it."""

    path: Path
    what: str


def build(topic: Topic, *, write: bool) -> list[Change]:
    """Bring the generated files up to date, or with write=False only say which are not."""
    changes = []
    for part in topic.parts:
        path = topic.folder / topic.file_name(part)
        skeleton = strip(topic.solution(part), topic.file_name(part))
        current = path.read_text(encoding="utf-8") if path.exists() else None
        if current != skeleton:
            changes.append(Change(path, "missing" if current is None else "differs from the stripped solution"))
            if write:
                path.write_text(skeleton, encoding="utf-8")
    path = topic.folder / "answers.npz"
    fresh = record(topic)
    stale = _stale(path, fresh)
    if stale:
        changes.append(Change(path, stale))
        if write:
            fresh.save(path)
    return changes


def record(topic: Topic) -> Recording:
    """Run every public check on the public seed with the reference as the student, and note all that it is asked."""
    source, seeds, made = LiveSource(topic), Seeds(), Recording()
    made.hints, made.own_checks = dict(source.hints), dict(source.own_checks)
    for check in Topic(topic.name, topic.folder).checks:  # without the secret folder: what is hidden is not recorded
        for small in (False, True):
            made.calls[recording_key(check, small=small)], curves = _calls(topic, source, check, small=small)
            if curves and not small:
                made.curves[check.name] = {name: thinned(heights) for name, heights in curves.items()}
        made.mistakes[check.name] = source.mistakes(check, seeds)
    for picture in topic.pictures:
        check = picture.as_check(blank(picture.size))
        made.calls[recording_key(check, small=False)], _ = _calls(topic, source, check, small=False)
    return made


def _calls(topic: Topic, source: LiveSource, check: Check, *, small: bool) -> tuple[list[Call], Curves]:
    outcome, calls = source.ask_everything(check, Seeds(), small=small)
    if outcome.status is not Status.PASSED:
        size = " with small sizes" if small else ""
        raise TopicError(f"{topic.name}: the reference itself fails {check.name}{size}: {outcome.message}")
    return calls, outcome.curves


def _stale(path: Path, fresh: Recording) -> str:
    """Why the recording on disk is not what would be recorded now, up to rounding; empty if it is."""
    if not path.exists():
        return "missing"
    try:
        old = recording.load(path)
    except RecordingError as error:
        return str(error)
    if (old.hints, old.own_checks) != (fresh.hints, fresh.own_checks):
        return "its hints are not those of mistakes.toml"
    if {name: sorted(curves) for name, curves in old.curves.items()} != {n: sorted(c) for n, c in fresh.curves.items()}:
        return "it holds other curves"
    if old.calls.keys() != fresh.calls.keys():
        return "it holds other checks"
    for name, calls in fresh.calls.items():
        pairs = list(zip(calls, old.calls[name], strict=False))
        if len(calls) != len(old.calls[name]) or not all(_same_call(one, other) for one, other in pairs):
            return f"its answers for {name} are not the reference's"
    for check, found in fresh.mistakes.items():
        before = old.mistakes.get(check, {})
        if before.keys() != found.keys() or not all(_same_mistake(found[m], before[m]) for m in found):
            return f"its mistakes for {check} are not those of mistakes.toml"
    return ""


# Wrong answers may magnify rounding (a one-pass variance, a division by almost nothing): only gross changes are drift.
_MISTAKE_TOLERANCE = 1e-2


def _same_mistake(one: Signature, other: Signature) -> bool:
    """Whether a mistake fails as it was recorded. A training magnifies rounding, so what it reaches depends on the processor."""
    if one.kind == Kind.BOUND:
        return (one.kind, one.name) == (other.kind, other.name)
    return one.like(other, _MISTAKE_TOLERANCE)


def _same_call(one: Call, other: Call) -> bool:
    if not fingerprints.same_question(one.question, other.question):
        return False
    return _same(recording.decode(one.frame, None).to_wire(), recording.decode(other.frame, None).to_wire())


def _same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if one.shape != other.shape or one.dtype != other.dtype:
            return False
        row = tolerance(one.dtype)
        return not differs(one, other, 1e3 * allowed(other, row)).any() if one.size else True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return _same(np.asarray(one), np.asarray(other))
    return type(one) is type(other) and (repr(one) == repr(other))
