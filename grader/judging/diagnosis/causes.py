"""Diagnose a wrong outcome: try the named mistakes first, then generic causes, which show in the kind or the numbers.

A missing hint is forgiven, a wrong one is not. So a mistake is named only if its answer is clearly nearer to the student's answer
than the right answer is, and the words say "probably" wherever other code could have failed in the same way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from ...checks.questions import inside
from ...checks.tolerances import allowed, tolerance
from ...values.finding import Cause, Kind
from ...values.report import Status
from ...worker.wire import Array
from ..run_check import Outcome
from . import exceptions, fingerprints, patterns
from .answer import WrongAnswer
from .signature import Signature

NEARER = (
    10.0  # so many times nearer to the student's answer than the right answer is the answer of a mistake that is named
)

Mistakes = Mapping[str, Signature]
Hints = Mapping[str, str]


def diagnose(outcome: Outcome, mistakes: Mistakes, hints: Hints) -> tuple[Cause, ...]:
    """The causes that explain `outcome`, the likeliest first. Empty if no cause is known.

    `mistakes` has the signature with which each mistake fails this check on the same inputs. `hints` has the sentence of
    each mistake.
    """
    if outcome.signature is None:
        return ()
    actual = outcome.wrong.actual if outcome.wrong else None
    relative = 0.0 if actual is None else fingerprints.answer_tolerance(actual)
    explained = {name: signature for name, signature in mistakes.items() if name in hints}
    if _is_empty_handed(outcome):
        # What shows in the answer is certain, and the mistake is only likely.
        return (*_generic(outcome), *_named(outcome, explained, hints, relative))
    if outcome.wrong is not None and outcome.wrong.kind is Kind.DTYPE:
        # Whatever makes numbers wider, the answer is the same.
        named = _named(outcome, explained, hints, relative, likely=True)
        return (*_generic(outcome), *(named or _computed_elsewhere(outcome, explained, hints)))
    return (
        _named(outcome, explained, hints, relative)
        or _called_by_another_name(outcome, explained, hints)
        or _cut_off_from_autograd(outcome, explained, hints)
        or _generic(outcome)
        or _nearly_named(outcome, explained, hints, relative)
    )


def _named(
    outcome: Outcome, mistakes: Mistakes, hints: Hints, relative: float, *, likely: bool = False
) -> tuple[Cause, ...]:
    """The mistakes whose answer is the student's within `relative`, the nearest first.

    A signature that does not identify a mistake names one only if no other mistake has it, and only as likely.
    """
    signature = outcome.signature
    assert signature
    distances = {
        name: fingerprints.distance(signature.fingerprint, other.fingerprint)
        for name, other in mistakes.items()
        if signature.like(other, relative)
    }
    if _is_empty_handed(outcome) and len(distances) > 1:  # other code has this answer too
        return ()
    if signature.tells_apart and outcome.wrong is not None and outcome.wrong.expected is not None:
        far = fingerprints.distance(signature.fingerprint, fingerprints.of_array(outcome.wrong.expected))
        distances = {name: distance for name, distance in distances.items() if NEARER * distance <= far}
    likely = likely or _is_empty_handed(outcome) or not signature.tells_apart
    return tuple(
        Cause(name, hints[name], named=True, likely=likely) for name in sorted(distances, key=distances.__getitem__)
    )


def _called_by_another_name(outcome: Outcome, mistakes: Mistakes, hints: Hints) -> tuple[Cause, ...]:
    """The mistakes that call the same ready-made operation, for example as a method and not as a function."""
    if outcome.signature is None or outcome.signature.kind != Kind.READY_MADE:
        return ()
    others = {mistake: _without_place(candidate) for mistake, candidate in mistakes.items()}
    bare = dataclasses.replace(outcome, signature=_without_place(outcome.signature))
    return _named(bare, others, hints, 0.0)


def _without_place(signature: Signature) -> Signature:
    """The signature with the bare name of the operation: "torch.nn.functional.silu" and "_silu" become "silu"."""
    operation, space, case = signature.name.partition(" ")
    return dataclasses.replace(signature, name=operation.rpartition(".")[2].lstrip("_") + space + case)


# The message of torch about a tensor that no graph leads to.
NO_GRAPH = "does not require grad"
WITHOUT_GRAPH = ("a number", "a NumPy array")


def _cut_off_from_autograd(outcome: Outcome, mistakes: Mistakes, hints: Hints) -> tuple[Cause, ...]:
    """The mistakes that lose the graph of autograd, if the student's function returned a number or a NumPy array.

    Such an answer has lost the graph too, by .item() or .numpy(), but torch raises another exception.
    """
    signature, given = outcome.signature, outcome.blame
    if signature is None or given is None or given.expected != "a tensor" or given.returned not in WITHOUT_GRAPH:
        return ()
    driver = signature.name.partition(":")[0]
    cut_off = {
        name: signature
        for name, other in mistakes.items()
        if other.name.partition(":")[0] == driver and NO_GRAPH in other.name
    }
    return _named(outcome, cut_off, hints, 0.0) if len(cut_off) == 1 else ()


def _computed_elsewhere(outcome: Outcome, mistakes: Mistakes, hints: Hints) -> tuple[Cause, ...]:
    """The mistakes that give an answer of this wrong dtype, compared within the rounding of float32.

    A float64 answer may hold numbers that were computed in float32. Processors round such numbers differently.
    """
    return _named(outcome, mistakes, hints, fingerprints.answer_tolerance(np.zeros(0, np.float32)), likely=True)


# A second, small mistake (a float32 in the computation) must not hide the first. So an answer within NEAR of a mistake's answer
# probably contains this mistake, if the mistake's answer is further than FAR from the right answer.
NEAR, FAR = 1e-5, 1e-2


def _nearly_named(outcome: Outcome, mistakes: Mistakes, hints: Hints, relative: float) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if outcome.signature is None or wrong is None or wrong.expected is None or relative > NEAR:
        return ()
    right = fingerprints.of_array(wrong.expected)
    distant = {name: s for name, s in mistakes.items() if not fingerprints.matches(s.fingerprint, right, FAR)}
    return _named(outcome, distant, hints, NEAR, likely=True)


def _is_empty_handed(outcome: Outcome) -> bool:
    """Whether the answer identifies no mistake: it has no numbers and no words, or is an argument as it was given.

    What was never computed, or never stored, has many reasons.
    """
    assert outcome.signature
    if not outcome.signature.tells_apart:
        return not outcome.signature.is_of_words
    answer = _wrong_answer(outcome)
    if answer is None or answer.actual.shape != answer.expected.shape or answer.actual.size > patterns.LARGEST:
        return False
    return bool(patterns.unchanged_argument(answer))


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
    Kind.FINITE: ("not_finite", f"{{name}} is not finite: {patterns.NOT_FINITE}."),
}


def _generic(outcome: Outcome) -> tuple[Cause, ...]:
    wrong = outcome.wrong
    if wrong is None:
        failure = outcome.failure if outcome.status is Status.RAISED else None
        return exceptions.find(failure.type, failure.message) if failure else ()
    if wrong.kind in _ONE_CAUSE:
        cause_id, sentence = _ONE_CAUSE[wrong.kind]
        return (Cause(cause_id, sentence.format(name=wrong.name)),)
    answer = _wrong_answer(outcome)
    return patterns.find(answer) if answer else ()


def _wrong_answer(outcome: Outcome) -> WrongAnswer | None:
    """The wrong answer beside the right one; None if the outcome has no numbers to compare."""
    wrong = outcome.wrong
    if wrong is None or wrong.kind not in (Kind.VALUES, Kind.SHAPE) or wrong.expected is None or wrong.actual is None:
        return None
    limits = wrong.limits
    if limits is None:
        limits = allowed(wrong.expected, tolerance(wrong.expected.dtype))
    if limits.shape != np.shape(wrong.actual):
        limits = np.asarray(limits.max(initial=0.0))
    sizes = outcome.inputs.sizes if outcome.inputs else {}
    return WrongAnswer(wrong.name, wrong.actual, wrong.expected, limits, sizes, _arguments(outcome))


def _arguments(outcome: Outcome) -> list[tuple[str, Array]]:
    """The arrays of the last call, as they were drawn, each with its place in words."""
    if outcome.inputs is None or outcome.inputs.last_call is None:
        return []
    call = outcome.inputs.last_call
    found = []
    for position, value in enumerate(call.args, 1):
        for place, item in inside(f"argument {position}", outcome.inputs.as_drawn(value)).items():
            if isinstance(item, np.ndarray):
                found.append(("an input of the check" if call.drives else f"{place} of {call.question.call}", item))
    return found
