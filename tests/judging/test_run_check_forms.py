"""When a check's own code trips, the form of the answers decides whose fault it is."""

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.checks.judgements import close
from grader.checks.proxies import ModuleProxy
from grader.values.report import Status
from grader.worker.protocol.replies import Blame, Failure, FrameSummary

RIGHT = {"f": lambda x: 2.0 * x, "pair": lambda x: (x, x + 1.0)}
BROKEN = "this check is broken, which is not your fault: "


@check(points=1)
def unpacks(student, reference, rng):
    """Two answers come back."""
    x = rng.normal(size=3)
    first, second = student.pair(x)
    expected, after = reference.pair(x)
    close(first, expected, "first")
    close(second, after, "second")


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (lambda x: None, "None (is a `return` missing?)"),
        (lambda x: 1.0, "a number"),
        (lambda x: x, "an array of shape (3,)"),
        (lambda x: (x,), "a tuple of 1 (an array of shape (3,))"),
        (lambda x: "ab c", "a str"),
    ],
)
def test_an_answer_whose_form_trips_the_check_fails(run, answer, form):
    """The check's own code raised because of what the student returned: theirs, and said in those words."""
    outcome = run(unpacks, student={"pair": answer}, reference=RIGHT)
    assert outcome.status is Status.FAILED
    assert outcome.message.startswith(f"pair returned {form}, which this check cannot use (")
    assert outcome.signature.kind == f"form: {outcome.message}"


def test_a_form_that_the_reference_has_shown_is_the_expected_one(run):
    """Where the reference has answered already, the message can say what it should have been."""

    @check(points=1)
    def after_the_reference(student, reference, rng):
        """Asks the reference first."""
        expected, _ = reference.pair(np.ones(3))
        first, _ = student.pair(np.ones(3))
        close(first, expected, "first")

    outcome = run(after_the_reference, student={"pair": lambda x: None}, reference=RIGHT)
    assert outcome.status is Status.FAILED
    assert outcome.message == (
        "pair returned None (is a `return` missing?), expected a tuple of 2 (an array of shape (3,), an array of shape (3,))"
    )


def test_an_earlier_answer_may_be_what_trips_the_check(run):
    """The first answer of another form than the reference's is named, whatever was asked since."""

    @check(points=1)
    def uses_it_later(student, reference, rng):
        """Asks for both before it looks at either."""
        both, wanted = student.pair(np.ones(3)), reference.pair(np.ones(3))
        close(student.f(np.ones(3)), reference.f(np.ones(3)), "y")
        close(both[1], wanted[1], "second")

    outcome = run(uses_it_later, student=RIGHT | {"pair": lambda x: None}, reference=RIGHT)
    assert outcome.status is Status.FAILED
    assert outcome.message.startswith("pair returned None (is a `return` missing?), expected a tuple of 2 (")


@check(points=1)
def divides_by_zero(student, reference, rng):
    """Wrong in itself."""
    close(student.f(np.ones(2)), reference.f(np.ones(2)), "y")
    1 / 0  # noqa: B018


@check(points=1)
def asks_nothing(student, reference, rng):
    """Wrong before it asks."""
    raise KeyError("no such input")


def test_a_check_that_trips_over_a_right_answer_is_broken(run):
    """An answer of the reference's own form cannot be what made the check raise."""
    outcome = run(divides_by_zero, student=RIGHT, reference=RIGHT)
    assert (outcome.status, outcome.message) == (Status.BROKEN, BROKEN + "ZeroDivisionError: division by zero")
    outcome = run(asks_nothing, student=RIGHT, reference=RIGHT)
    assert (outcome.status, outcome.message) == (Status.BROKEN, BROKEN + "KeyError: 'no such input'")


ODD = {
    "other keys": lambda x: {"b": 1.0},
    "a number that is none": lambda x: {"a": float("nan")},
    "a complex number": lambda x: {"a": 1j},
    "a text": lambda x: {"a": "one"},
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_an_answer_of_the_same_form_may_trip_the_check_too(run, answer):
    """Both sides answered with a dict; what is in it differs."""

    @check(points=1)
    def counts(student, reference, rng):
        """The entries are whole numbers."""
        counted, expected = student.count(1), reference.count(1)
        close(np.zeros(3 + int(counted["a"])), np.zeros(3 + int(expected["a"])), "zeros")

    outcome = run(counts, student={"count": answer}, reference={"count": lambda x: {"a": 2.0}})
    assert outcome.status is Status.FAILED
    beginnings = ("count returned a dict without 'a'", "count returned a dict, which this check cannot use (")
    assert outcome.message.startswith(beginnings)


def test_an_answer_without_counterpart_may_trip_the_check(run):
    """The reference was not asked, and the last question was another."""

    @check(points=1)
    def asks_the_student_alone(student, reference, rng):
        """Looks at an answer late."""
        both = student.pair(np.ones(3))
        close(student.f(np.ones(3)), reference.f(np.ones(3)), "y")
        close(both[1], np.ones(3) + 1, "second")

    outcome = run(asks_the_student_alone, student=RIGHT | {"pair": lambda x: None}, reference=RIGHT)
    assert outcome.status is Status.FAILED and "cannot use" in outcome.message


def test_an_expectation_made_of_a_students_answer(run):
    """Where it proves nothing, the student's answer was the reason."""

    @check(points=1)
    def agrees_with_itself(student, reference, rng):
        """f of the sum is the sum of the f."""
        x = np.ones(3)
        close(reference.f(x) + 0, student.f(x) + 0, "y")

    outcome = run(agrees_with_itself, student={"f": lambda x: x * np.nan}, reference=RIGHT)
    assert outcome.status is Status.FAILED and "not finite" in outcome.message


def test_an_object_that_is_computed_with_is_named(run):
    """With what was expected, if the reference has shown it."""

    @check(points=1)
    def subtracts(student, reference, rng):
        """The difference is small."""
        y, expected = student.f(np.ones(3)), reference.f(np.ones(3))
        close(y - expected, np.zeros(3), "difference")

    proxy = ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name="")
    proxy._asking = "f"
    outcome = run(subtracts, student={"f": lambda x: Handle(proxy, 1, "Liar")}, reference=RIGHT)
    assert outcome.status is Status.FAILED
    assert outcome.message == "f returned an object of type Liar, an array of shape (3,) was expected"


@pytest.mark.parametrize(
    ("blame", "status", "says"),
    [
        (Blame("loss", "a number", "a tensor"), Status.FAILED, "loss returned a number, where a tensor is expected"),
        (
            Blame("loss", "None", "a tensor"),
            Status.FAILED,
            "loss returned None (is a `return` missing?), where a tensor is expected",
        ),
        (
            Blame("loss", "a tensor of shape ()", ""),
            Status.RAISED,
            "the answer of loss, a tensor of shape (), cannot be used: RuntimeError: no \\x1b grad",
        ),
    ],
)
def test_an_answer_that_a_driver_cannot_use(run, blame, status, says):
    """It is told of the student's function, with its line. A mistake is known by the exception, whatever the form was."""
    line = FrameSummary("toy_torch.py", 7, "loss", "return total.item()")
    failure = Failure("RuntimeError", "no \x1b grad", [line], blame=blame)
    outcome = run(unpacks, student={"pair": lambda x: failure}, reference=RIGHT)
    assert (outcome.status, outcome.blame) == (status, blame)
    assert outcome.message == f"{says}\n  toy_torch.py, line 7, in loss\n    return total.item()"
    assert (outcome.signature.kind, outcome.signature.name) == ("raised RuntimeError", "pair: no \x1b grad")
    assert outcome.finding.is_of_none == (blame.returned == "None")


def test_what_a_worker_blames_is_shown_safely(run):
    """The worker may send any text."""
    failure = Failure("E", "", blame=Blame("\x1b" * 900, "\u202e", "\x00"))
    message = run(unpacks, student={"pair": lambda x: failure}, reference=RIGHT).message
    assert message.isprintable() and len(message) < 2000
