"""An answer that right code with one slip gives is recognised, and hardly any other answer is."""

import numpy as np
import pytest
from support.outcomes import outcome, signature

from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Slip
from grader.judging.diagnosis.slips import EQUAL, is_evidence, probable, shortened
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.report import Status

RIGHT = np.array([0.31, -1.27, 2.718, 0.577])
SLIPS = [
    Slip(1, "in f: a term is added, and should be subtracted", shortened(signature(RIGHT + 0.123))),
    Slip(2, "in f: the factor `n` is missing", shortened(signature(RIGHT / 7))),
    Slip(3, "in f: a division is missing", shortened(signature(RIGHT / 7))),
]


def test_the_first_slip_with_this_answer_is_said():
    """The sentence names the place and the change, and claims no more than that the answers are equal."""
    (cause,) = probable(outcome("values", RIGHT / 7 * (1 + 1e-9), expected=RIGHT), SLIPS)
    assert cause.sentence == (
        "Probably one slip, in f: the factor `n` is missing. Right code with this slip gives your answer."
    )
    assert cause.likely and not cause.named and not cause.quotes_inputs


@pytest.mark.parametrize(
    "actual",
    [RIGHT / 7.001, RIGHT + 0.124, RIGHT[:3] / 7, np.array([[0.31, 1.2]]), np.array([0.31, np.nan, 2.718, 0.577])],
)
def test_another_answer_is_none(actual):
    """It differs in its numbers or in its shape."""
    assert probable(outcome("values", actual, expected=RIGHT), SLIPS) == ()


@pytest.mark.parametrize("actual", [np.zeros(4), np.array([1.0, 2.0, 0.5, 0.0]), RIGHT * (1 + 1e-5)])
def test_what_many_mistakes_give_is_no_evidence(actual):
    """Zeros and simple numbers come about in many ways, and so does an answer that is nearly right."""
    failed = outcome("values", actual, expected=RIGHT)
    assert not is_evidence(failed)
    assert probable(failed, [Slip(1, "a sign", signature(actual))]) == ()


def test_an_exception_is_no_evidence():
    """It has no numbers."""
    assert not is_evidence(Outcome(Status.RAISED, Finding(Kind.RAISED, "f raised an exception")))
    assert probable(outcome("dtype", RIGHT.astype("float32"), expected=RIGHT), SLIPS) == ()


def test_single_precision_is_compared_within_its_rounding():
    """A float32 answer differs from that of the slip by more than a float64 answer may."""
    right = RIGHT.astype(np.float32)
    rounded = (right / 7).astype(np.float32) * np.float32(1 + 5e-6)
    slip = Slip(1, "a factor is missing", shortened(signature(right / 7)))
    assert probable(outcome("values", rounded, expected=right), [slip])


def test_few_digits_are_recorded():
    """The numbers lose digits, and stay within the distance in which answers count as equal."""
    form, numbers = shortened(signature(RIGHT)).fingerprint
    exact = of_array(RIGHT)[1]
    assert form == "f[4]" and all(len(f"{abs(number):g}") <= 10 for number in numbers)
    assert np.allclose(numbers, exact, rtol=EQUAL / 10)
