"""From a wrong outcome to its cause: the named mistakes first, then what shows in the numbers alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...checks.tolerances import allowed, tolerance
from ...values.finding import Cause, Kind
from ..run_check import Outcome
from . import fingerprints, patterns
from .patterns import Given
from .signature import Signature


def diagnose(outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str]) -> tuple[Cause, ...]:
    """The causes that explain `outcome` equally well; empty when none is known.

    `mistakes` holds, for the check at hand, how each mistake fails it on the same inputs; `hints` their sentences.
    """
    if outcome.signature is None:
        return ()
    actual = outcome.wrong.actual if outcome.wrong else None
    relative = 0.0 if actual is None else fingerprints.answer_tolerance(actual)
    return (
        _named(outcome.signature, mistakes, hints, relative)
        or _computed_elsewhere(outcome, mistakes, hints)
        or _generic(outcome)
        or _nearly(outcome, mistakes, hints, relative)
    )


def _named(
    given: Signature, mistakes: Mapping[str, Signature], hints: Mapping[str, str], relative: float
) -> tuple[Cause, ...]:
    return tuple(
        Cause(name, hints[name], named=True)
        for name, signature in mistakes.items()
        if name in hints and given.like(signature, relative)
    )


def _computed_elsewhere(
    outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str]
) -> tuple[Cause, ...]:
    """The mistakes that give an answer of this wrong dtype, if its numbers were computed in float32 on another processor.

    A float64 answer may hold such numbers. They differ between processors by the rounding of float32.
    """
    if outcome.signature is None or outcome.wrong is None or outcome.wrong.kind is not Kind.DTYPE:
        return ()
    return _named(outcome.signature, mistakes, hints, fingerprints.answer_tolerance(np.zeros(0, np.float32)))


# A second, small mistake (a float32 on the way) must not hide the first: an answer this near to a mistake's has it, if the
# mistake itself is much further than that from the right answer.
NEAR, FAR = 1e-5, 1e-2


def _nearly(
    outcome: Outcome, mistakes: Mapping[str, Signature], hints: Mapping[str, str], relative: float
) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if outcome.signature is None or wrong is None or wrong.expected is None or relative > NEAR:
        return ()
    right = fingerprints.of_array(wrong.expected)
    distant = {name: s for name, s in mistakes.items() if not fingerprints.matches(s.fingerprint, right, FAR)}
    return _named(outcome.signature, distant, hints, NEAR)


def _generic(outcome: Outcome) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if wrong is None:
        return ()
    match wrong.kind:
        case Kind.DTYPE:
            sentence = (
                f"{wrong.name} should keep the dtype of the input: look for constants and buffers of another dtype "
                "(np.zeros makes float64 unless told otherwise)."
            )
            return (Cause("dtype", sentence),)
        case Kind.READY_MADE:
            sentence = "Write this operation out of simpler ones; the file's first lines list what may not be called."
            return (Cause("ready_made", sentence),)
        case Kind.CHANGED:
            sentence = f"{wrong.name} is the caller's array: work on a copy, or make a new array."
            return (Cause("mutated", sentence),)
        case Kind.FINITE:
            sentence = f"{wrong.name} overflowed: look for exp of large numbers, log of 0, 0/0."
            return (Cause("not_finite", sentence),)
        case Kind.VALUES | Kind.SHAPE if wrong.expected is not None and wrong.actual is not None:
            limits = wrong.limits
            if limits is None:
                limits = allowed(wrong.expected, tolerance(wrong.expected.dtype))
            if limits.shape != np.shape(wrong.actual):
                limits = np.asarray(limits.max())
            sizes = outcome.inputs.sizes if outcome.inputs else {}
            return patterns.find(Given(wrong.name, wrong.actual, wrong.expected, limits, sizes))
        case _:
            return ()


def show_case(outcome: Outcome) -> str:
    """The call behind a wrong answer, with its arguments, for a reader who must find the cause alone."""
    if outcome.inputs is None or outcome.inputs.last_call is None:
        return ""
    asked = outcome.inputs.last_call
    shown = [_show(outcome.inputs.as_drawn(value)) for value in asked.args]
    shown += [f"{key}={_show(outcome.inputs.as_drawn(value))}" for key, value in asked.kwargs.items()]
    lines = f"{asked.question.call}({', '.join(shown)})"
    wrong = outcome.wrong
    if wrong is not None and wrong.expected is not None and wrong.expected.size <= _SHOWN:
        lines += f"\n  {wrong.name} got      {_show(wrong.actual)}\n  {wrong.name} expected {_show(wrong.expected)}"
    return lines


_SHOWN = 24  # entries of an array that are worth reading


def _show(value: object) -> str:
    if isinstance(value, np.ndarray):
        if value.size > _SHOWN:
            return f"<{value.dtype} array {value.shape}>"
        return np.array2string(value, precision=5, separator=", ", suppress_small=True).replace("\n", "")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(item) for item in value) + "]"
    return repr(value)
