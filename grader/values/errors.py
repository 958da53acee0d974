"""The exceptions of the grader, as a small tree. Each error has an exit code and a message with the next step.

A student's wrong answer is not an error, and has no exception here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # reading errors must not import NumPy
    from ..worker.protocol.replies import Failure
    from ..worker.protocol.requests import Question


class GraderError(Exception):
    """Base class of all errors that the command line shows as one sentence. The command exits with `exit_code`."""

    exit_code = 3


class UsageError(GraderError):
    """The command names something that does not exist or is not possible. The message says what to do instead."""

    exit_code = 2


class SubmissionError(UsageError):
    """A submission cannot be read: it is missing or ambiguous, or its archive is damaged."""


class IsolationError(UsageError):
    """A required layer of isolation is not available here. The message names the layer and says how to get it."""


class TopicError(GraderError):
    """The files of a topic are wrong or damaged. This is never the student's fault."""


class UselessExpectation(TopicError):
    """A judgement was given an expected answer that proves nothing: it is empty or not finite."""


class Unsendable(TopicError):
    """A check passes on a value that cannot cross, and that may have been made from an answer."""


class RecordingError(TopicError):
    """A recording is missing, is damaged or does not fit the checks."""


class MarkerError(TopicError):
    """The BEGIN/END SOLUTION markers of a solution do not pair up."""


class AnswerFailure(Exception):
    """A call returned no value. It is not an error of the grader: each kind becomes a status of the check."""


class StudentRaised(AnswerFailure):
    """The student's code raised an exception while it answered `question`. `failure` is the worker's description of it."""

    def __init__(self, question: Question, failure: Failure) -> None:
        super().__init__(f"{question.call}: {failure.type}: {failure.message}")
        self.call = question.call
        self.question = question
        self.failure = failure


class TimedOut(AnswerFailure):
    """A call gave no answer within its time limit, and the worker was ended."""

    def __init__(self, call: str, seconds: float) -> None:
        super().__init__(f"{call} gave no answer within {seconds:g} s")
        self.call = call
        self.seconds = seconds


class Crashed(AnswerFailure):
    """The worker's process ended, or sent an invalid reply. `reason` is a phrase for people."""

    def __init__(self, call: str, reason: str) -> None:
        super().__init__(f"{call}: {reason}")
        self.call = call
        self.reason = reason
