"""Recognise an answer as that of right code with one slip: a sign, a term, an axis, a constant.

The author wrote down no such mistake. The machine makes every small change of the solution, and notes the answer of each. An
equal answer does not prove that the student's code has the same slip, so the sentence says "probably".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from ...values.finding import Cause, Kind
from ..run_check import Outcome
from . import fingerprints
from .answer import WrongAnswer
from .signature import Signature, Slip

EQUAL = 1e-6  # relative: slips are recorded with few digits
DIGITS = 8  # of the numbers of a slip that is recorded
FAR = 1e-3  # relative: an answer that is nearer to the right answer is no evidence


def probable(outcome: Outcome, slips: Iterable[Slip]) -> tuple[Cause, ...]:
    """The slip that gives the wrong answer of `outcome`, as a cause; empty if there is none. The first slip that fits counts."""
    if not is_evidence(outcome):
        return ()
    assert outcome.signature and outcome.wrong and outcome.wrong.actual is not None
    relative = max(EQUAL, fingerprints.answer_tolerance(outcome.wrong.actual))
    for slip in slips:
        if outcome.signature.like(slip.signature, relative):
            sentence = f"Probably one slip, {slip.words}. Right code with this slip gives your answer."
            return (Cause("slip", sentence, likely=True),)
    return ()


def is_evidence(outcome: Outcome) -> bool:
    """Whether the numbers of a wrong answer are such that hardly any other code gives them."""
    wrong = outcome.wrong
    if outcome.signature is None or wrong is None or wrong.actual is None or wrong.expected is None:
        return False
    if wrong.kind not in (Kind.VALUES, Kind.SHAPE) or not outcome.signature.tells_apart:
        return False
    right = fingerprints.of_array(wrong.expected)
    is_far = not fingerprints.matches(outcome.signature.fingerprint, right, FAR)
    return is_far and not WrongAnswer.is_simple(wrong.actual)


def shortened(signature: Signature) -> Signature:
    """The signature with as few digits as a recording needs."""
    form, numbers = signature.fingerprint
    return dataclasses.replace(signature, fingerprint=(form, fingerprints.rounded(numbers, DIGITS)))
