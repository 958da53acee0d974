"""Diagnose a wrong outcome: try the named mistakes first, then generic causes, which show in the kind or the numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from ...checks.tolerances import allowed, tolerance
from ...values.finding import Cause, Kind
from ...worker.protocol.requests import Next
from ..run_check import Outcome
from . import fingerprints, patterns
from .patterns import WrongAnswer
from .signature import Signature


def diagnose(outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str]) -> tuple[Cause, ...]:
    """The causes that explain `outcome` equally well. Empty if no cause is known.

    `mistakes` has the signature with which each mistake fails this check on the same inputs. `hints` has the sentence of
    each mistake.
    """
    if outcome.signature is None:
        return ()
    actual = outcome.wrong.actual if outcome.wrong else None
    relative = 0.0 if actual is None else fingerprints.answer_tolerance(actual)
    return (
        _named(outcome.signature, mistakes, hints, relative)
        or _called_by_another_name(outcome.signature, mistakes, hints)
        or _computed_elsewhere(outcome, mistakes, hints)
        or _generic(outcome)
        or _nearly_named(outcome, mistakes, hints, relative)
    )


def _named(
    signature: Signature, mistakes: Mapping[str, Signature], hints: Mapping[str, str], relative: float
) -> tuple[Cause, ...]:
    return tuple(
        Cause(mistake, hints[mistake], named=True)
        for mistake, candidate in mistakes.items()
        if mistake in hints and signature.like(candidate, relative)
    )


def _called_by_another_name(
    signature: Signature, mistakes: Mapping[str, Signature], hints: Mapping[str, str]
) -> tuple[Cause, ...]:
    """The mistakes that call the same ready-made operation, for example as a method and not as a function."""
    if signature.kind != Kind.READY_MADE:
        return ()
    others = {mistake: _without_place(candidate) for mistake, candidate in mistakes.items()}
    return _named(_without_place(signature), others, hints, 0.0)


def _without_place(signature: Signature) -> Signature:
    """The signature with the bare name of the operation: "torch.nn.functional.silu" and "_silu" become "silu"."""
    operation, space, case = signature.name.partition(" ")
    return dataclasses.replace(signature, name=operation.rpartition(".")[2].lstrip("_") + space + case)


def _computed_elsewhere(
    outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str]
) -> tuple[Cause, ...]:
    """The mistakes that give an answer of this wrong dtype, compared within the rounding of float32.

    A float64 answer may hold numbers that were computed in float32. Processors round such numbers differently.
    """
    if outcome.signature is None or outcome.wrong is None or outcome.wrong.kind is not Kind.DTYPE:
        return ()
    return _named(outcome.signature, mistakes, hints, fingerprints.answer_tolerance(np.zeros(0, np.float32)))


# A second, small mistake (a float32 in the computation) must not hide the first. So an answer within NEAR of a mistake's answer
# contains this mistake, if the mistake's answer is further than FAR from the right answer.
NEAR, FAR = 1e-5, 1e-2


def _nearly_named(
    outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str], relative: float
) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if outcome.signature is None or wrong is None or wrong.expected is None or relative > NEAR:
        return ()
    right = fingerprints.of_array(wrong.expected)
    distant = {name: s for name, s in mistakes.items() if not fingerprints.matches(s.fingerprint, right, FAR)}
    return _named(outcome.signature, distant, hints, NEAR)


# Kinds of judgement that have one cause: its id, and its sentence about the answer `name`.
_ONE_CAUSE = {
    Kind.DTYPE: (
        "dtype",
        "{name} should keep the dtype of the input: look for constants and buffers of another dtype (np.zeros makes float64 "
        "unless told otherwise).",
    ),
    Kind.READY_MADE: (
        "ready_made",
        "Write this operation out of simpler ones; the file's first lines list what may not be called.",
    ),
    Kind.CHANGED: ("mutated", "{name} is the caller's array: work on a copy, or make a new array."),
    Kind.DRAWS: ("draws", "{name}."),
    Kind.FINITE: ("not_finite", "{name} overflowed: look for exp of large numbers, log of 0, 0/0."),
}


def _generic(outcome: Outcome) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if wrong is None:
        return ()
    if wrong.kind in _ONE_CAUSE:
        cause_id, sentence = _ONE_CAUSE[wrong.kind]
        return (Cause(cause_id, sentence.format(name=wrong.name)),)
    if wrong.kind not in (Kind.VALUES, Kind.SHAPE) or wrong.expected is None or wrong.actual is None:
        return ()
    limits = wrong.limits
    if limits is None:
        limits = allowed(wrong.expected, tolerance(wrong.expected.dtype))
    if limits.shape != np.shape(wrong.actual):
        limits = np.asarray(limits.max())
    sizes = outcome.inputs.sizes if outcome.inputs else {}
    return patterns.find(WrongAnswer(wrong.name, wrong.actual, wrong.expected, limits, sizes))


def show_case(outcome: Outcome) -> str:
    """The last call with its arguments, then the answer and the expected answer if they are small; empty without a call."""
    if outcome.inputs is None or outcome.inputs.last_call is None:
        return ""
    call = outcome.inputs.last_call
    arguments = [_show(outcome.inputs.as_drawn(value)) for value in call.args]
    arguments += [f"{key}={_show(outcome.inputs.as_drawn(value))}" for key, value in call.kwargs.items()]
    lines = call.question.call if isinstance(call.question, Next) else f"{call.question.call}({', '.join(arguments)})"
    wrong = outcome.wrong
    if wrong is not None and wrong.expected is not None and wrong.expected.size <= MOST_SHOWN:
        lines += f"\n  {wrong.name} got      {_show(wrong.actual)}\n  {wrong.name} expected {_show(wrong.expected)}"
    return lines


MOST_SHOWN = 24  # larger arrays are shown by dtype and shape alone


def _show(value: object) -> str:
    if isinstance(value, np.ndarray):
        if value.size > MOST_SHOWN:
            return f"<{value.dtype} array {value.shape}>"
        return np.array2string(value, precision=5, separator=", ", suppress_small=True).replace("\n", "")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(item) for item in value) + "]"
    return repr(value)
