"""Errors carry their command's exit code and say what failed; a student's failures are no errors of ours."""

import pytest

from grader.values import errors
from grader.worker.protocol.replies import Failure
from grader.worker.protocol.requests import Call

CODES = {
    errors.GraderError: 3,
    errors.UsageError: 2,
    errors.SubmissionError: 2,
    errors.IsolationError: 2,
    errors.TopicError: 3,
    errors.UselessExpectation: 3,
    errors.Unsendable: 3,
    errors.RecordingError: 3,
    errors.MarkerError: 3,
}


@pytest.mark.parametrize(("kind", "code"), CODES.items())
def test_each_error_has_its_exit_code(kind, code):
    """What the user can put right exits with 2, what is our fault with 3; 1 belongs to checks that did not pass."""
    assert kind("why").exit_code == code
    assert isinstance(kind("why"), errors.GraderError)


def test_every_error_is_in_the_table():
    """A new kind of error has an exit code that somebody chose."""
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.GraderError)}
    assert kinds == set(CODES)


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (errors.StudentRaised(Call("softmax", [], {}), Failure("ValueError", "no")), "softmax: ValueError: no"),
        (errors.TimedOut("softmax", 0.5), "softmax gave no answer within 0.5 s"),
        (errors.Crashed("softmax", "it left"), "softmax: it left"),
    ],
)
def test_a_call_without_a_value_is_no_error_of_ours(failure, text):
    """What a student's code did is told apart from what we did wrong, and names the call."""
    assert isinstance(failure, errors.AnswerFailure)
    assert not isinstance(failure, errors.GraderError)
    assert str(failure) == text
    assert failure.call == "softmax"
