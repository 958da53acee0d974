"""What can go wrong that is not a student's wrong answer: a small tree, each kind with its exit code and next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # reading errors must not import NumPy
    from ..worker.protocol.replies import Failure
    from ..worker.protocol.requests import Question


class GraderError(Exception):
    """Base of all errors that the command line shows as one sentence; `exit_code` is the command's."""

    exit_code = 3


class UsageError(GraderError):
    """The command was asked for something that is not there or cannot be; the message says what to do instead."""

    exit_code = 2


class SubmissionError(UsageError):
    """A submission cannot be read as one: missing, ambiguous, broken archive."""


class IsolationError(UsageError):
    """A layer that was required is not to be had here; the message says which and what would give it."""


class TopicError(GraderError):
    """A topic's own files are wrong or damaged; never the student's fault."""


class RecordingError(TopicError):
    """answers.npz is damaged or does not fit the checks."""


class MarkerError(TopicError):
    """The BEGIN/END SOLUTION markers of a solution do not pair up."""


class AnswerFailure(Exception):
    """A call gave no value. Not an error of ours: the runner turns each kind into a status."""


class StudentRaised(AnswerFailure):
    """The student's code raised when it was asked `question`."""

    def __init__(self, question: Question, failure: Failure) -> None:
        super().__init__(f"{question.call}: {failure.type}: {failure.message}")
        self.call = question.call
        self.question = question
        self.failure = failure


class TimedOut(AnswerFailure):
    """No answer within the limit; the worker was ended."""

    def __init__(self, call: str, seconds: float) -> None:
        super().__init__(f"{call} gave no answer within {seconds:g} s")
        self.call = call
        self.seconds = seconds


class Crashed(AnswerFailure):
    """The worker's process ended or spoke nonsense; `reason` is a phrase for people."""

    def __init__(self, call: str, reason: str) -> None:
        super().__init__(f"{call}: {reason}")
        self.call = call
        self.reason = reason
