"""Outcomes of checks for the diagnosis: the wrong answer of a student, and how the mistakes fail."""

import numpy as np
import pytest

from grader.checks.inputs import Inputs
from grader.checks.setting import Wrong
from grader.judging.diagnosis.exceptions import find
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Signature
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.report import Status

HINTS = {"one": "The first.", "two": "The second.", "three": "The third."}


def outcome(kind, actual, *, name="dx", expected=None, sizes=None):
    """A failed check as the runner reports it, with `sizes` seen in what was asked."""
    inputs = Inputs(sizes=sizes or {})
    wrong = Wrong(Kind(kind), name, "why", actual=actual, expected=expected)
    numbers = actual if isinstance(actual, np.ndarray) else np.zeros(0)
    return Outcome(
        Status.FAILED, Finding(Kind.VALUES, "why"), Signature(kind, f"{name} ", of_array(numbers)), wrong, inputs
    )


def signature(numbers, kind="values", name="dx "):
    """How a mistake failed."""
    return Signature(kind, name, of_array(numbers))


def ids(found):
    """The ids of causes."""
    return [cause.id for cause in found]


def explained(function):
    """The causes that are found for the exception that a call raises."""
    with pytest.raises(Exception) as caught:
        function()
    return find(caught.type.__name__, str(caught.value))
