"""A wrong outcome is explained by named mistakes first, then by its numbers, and shown with its call."""

import dataclasses

import numpy as np
import pytest

from grader.checks.handles import Handle
from grader.checks.inputs import Inputs, LastCall
from grader.checks.judgements import close
from grader.checks.proxies import ModuleProxy
from grader.checks.setting import Wrong
from grader.judging.diagnosis.causes import diagnose, show_case
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Signature
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.report import Status
from grader.worker.protocol.requests import Call

X = np.random.RandomState(3).normal(0.4, 2.0, (6, 5))
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


def test_the_mistake_with_the_same_answer_is_named():
    """Its id and its hint, and no generic cause beside it."""
    mistakes = {"one": signature(X + 1), "two": signature(-X)}
    found = diagnose(outcome("values", -X, expected=X), mistakes, HINTS)
    assert [(cause.id, cause.sentence) for cause in found] == [("two", "The second.")]


def test_rounding_does_not_hide_a_mistake():
    """Another formula for the same wrong answer is the same mistake."""
    found = diagnose(outcome("values", -X * (1 + 1e-13), expected=X), {"two": signature(-X)}, HINTS)
    assert ids(found) == ["two"]


def test_float32_answers_are_recognised_within_float32():
    """The tolerance goes with the dtype of the answer."""
    answer = (-X).astype(np.float32)
    found = diagnose(outcome("values", answer, expected=X.astype(np.float32)), {"two": signature(-X)}, HINTS)
    assert ids(found) == ["two"]


def test_a_wrong_dtype_is_recognised_within_the_coarser_one():
    """A float64 answer that was computed in float32 differs between processors by the rounding of float32."""
    answer = X.astype(np.float32).astype(np.float64)
    recorded = {"two": signature(answer * (1 + 3e-7), kind="dtype"), "one": signature(answer + 1, kind="dtype")}
    assert ids(diagnose(outcome("dtype", answer), recorded, HINTS)) == ["two"]
    exact = {"two": signature(answer * (1 + 3e-7))}
    assert ids(diagnose(outcome("values", answer), exact, HINTS)) == []


def test_mistakes_that_answer_alike_are_all_named():
    """Nothing tells them apart, so the student reads both hints."""
    mistakes = {"one": signature(-X), "two": signature(X + 1), "three": signature(-X)}
    assert ids(diagnose(outcome("values", -X, expected=X), mistakes, HINTS)) == ["one", "three"]


@pytest.mark.parametrize(
    "mistake",
    [signature(-X, kind="slopes"), signature(-X, name="dw "), signature(-X, name="dx one row"), signature(X.T)],
    ids="kind name case numbers".split(),
)
def test_another_failure_is_another_mistake(mistake):
    """Kind, name of the answer, case at hand and numbers all have to agree; else the numbers speak."""
    assert ids(diagnose(outcome("values", -X, expected=X), {"one": mistake}, HINTS)) == ["sign"]


def test_a_mistake_without_a_hint_is_not_named():
    """A recording may hold signatures of mistakes that nobody explains."""
    assert ids(diagnose(outcome("values", -X, expected=X), {"four": signature(-X)}, HINTS)) == ["sign"]


def test_exceptions_are_recognised_by_type_and_message():
    """A mistake that raises has no numbers, but words."""
    raised = Signature("raised ValueError", "f: no", of_array(np.zeros(0)))
    student = Outcome(Status.RAISED, Finding(Kind.RAISED, "f raised ValueError: no"), raised)
    assert ids(diagnose(student, {"one": raised}, HINTS)) == ["one"]
    other = dataclasses.replace(raised, name="f: yes")
    assert diagnose(student, {"one": other}, HINTS) == ()


def test_without_a_signature_there_is_nothing_to_explain():
    """Passed, late and crashed checks have no cause to look for."""
    assert diagnose(Outcome(Status.TIMED_OUT, Finding(Kind.TIMED_OUT, "late")), {"one": signature(X)}, HINTS) == ()


@pytest.mark.parametrize(
    ("kind", "cause"),
    [("dtype", "dtype"), ("changed", "mutated"), ("finite", "not_finite")],
)
def test_some_judgements_are_causes_themselves(kind, cause):
    """A dtype, an input changed in place and an overflow say what to look for."""
    [found] = diagnose(outcome(kind, X), {}, HINTS)
    assert found.id == cause
    assert found.sentence.startswith("dx ")


@pytest.mark.parametrize("kind", ["claim", "bound", "slopes", "form"])
def test_other_judgements_have_no_generic_cause(kind):
    """A sentence, a bound, random directions and a wrong form say all they can in their message."""
    assert diagnose(outcome(kind, X), {}, HINTS) == ()


def test_sizes_of_what_was_asked_explain_factors():
    """A factor 1/6 is named after the axis of length 6."""
    found = diagnose(outcome("values", X / 6, expected=X, sizes={6: "axis 0 of argument 1 of f"}), {}, HINTS)
    assert ids(found) == ["over_n"]
    assert "axis 0 of argument 1 of f" in found[0].sentence


def test_another_shape_is_diagnosed_within_one_limit():
    """A shape has no limits entry by entry: the largest serves for all."""
    assert ids(diagnose(outcome("shape", X.T, expected=X), {}, HINTS)) == ["transposed"]
    assert diagnose(outcome("shape", X.T), {}, HINTS) == ()


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.array([True, True, False]), np.array([True, False, False])),
        (np.array([1, 2], np.uint8), np.array([2, 3], np.uint8)),
        (np.array([np.nan, np.inf]), np.array([1.0, 2.0])),
        (1 + 2j, 1.0),
        (np.array(1), np.array(2)),
        (np.zeros((2, 0)), np.ones(3)),
        (np.ones((2,) * 8), np.ones((2,) * 7)),
        (np.ones((2,) * 8), np.zeros((2,) * 8)),
        (2**80, 1),
    ],
)
def test_every_answer_that_close_refuses_can_be_diagnosed(actual, expected):
    """Whatever kind of number a student returns, the search for its cause does not fail."""
    with pytest.raises(Wrong) as caught:
        close(actual, expected, "y")
    wrong = caught.value
    failed = Outcome(Status.FAILED, None, Signature(wrong.kind, "y ", of_array(wrong.actual)), wrong, Inputs())
    assert all(cause.sentence.startswith("y ") for cause in diagnose(failed, {}, HINTS))


@pytest.fixture
def asked():
    """A failed check whose last call was f with these arguments."""

    def make(*args, wrong=None, **kwargs):
        inputs = Inputs(last_call=LastCall(Call("f", args, kwargs), args, kwargs))
        return Outcome(Status.FAILED, Finding(Kind.VALUES, "why"), None, wrong, inputs)

    return make


def test_show_case_writes_the_call(asked):
    """Small arrays in full, large ones by dtype and shape, everything else as Python writes it."""
    handle = Handle(ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name=""), 1, "Cache")
    arguments = (
        np.array([[1.0, 2.5], [3.0, 4.0]]),
        np.zeros((5, 5), np.float32),
        {"w": np.array([1])},
        [1, None],
        handle,
    )
    assert show_case(asked(*arguments, mode="train")) == (
        "f([[1. , 2.5], [3. , 4. ]], <float32 array (5, 5)>, {'w': [1]}, [1, None], <Cache object>, mode='train')"
    )


def test_show_case_adds_what_was_got_and_expected(asked):
    """Two lines below the call, where the arrays are small enough to read."""
    wrong = Wrong(Kind.VALUES, "y", "why", actual=np.array([1.0, 2.0]), expected=np.array([1.0, 4.0]))
    assert show_case(asked(3, wrong=wrong)) == "f(3)\n  y got      [1., 2.]\n  y expected [1., 4.]"
    large = Wrong(Kind.VALUES, "y", "why", actual=np.zeros(25), expected=np.ones(25))
    assert show_case(asked(3, wrong=large)) == "f(3)"


def test_show_case_shows_inputs_as_they_were_drawn(asked):
    """Not as the student's code left them."""
    x = np.array([1.0, 2.0])
    failed = asked(x)
    failed.inputs.touch(x)
    x[:] = 0.0
    assert show_case(failed) == "f([1., 2.])"


def test_show_case_without_a_call():
    """A check that fails before it asks anything has no case."""
    assert show_case(Outcome(Status.FAILED, Finding(Kind.VALUES, "why"))) == ""
    assert show_case(Outcome(Status.FAILED, Finding(Kind.VALUES, "why"), inputs=Inputs())) == ""


def test_draws_are_known_by_the_statistic_that_failed():
    """A mistake is named though other numbers were drawn; if none fits, the statistic and its direction are the cause."""
    failed = outcome("draws", None, name="drops: the share is too large")
    mistakes = {
        "one": signature(np.zeros(0), "draws", "drops: the share is too large "),
        "two": signature(np.zeros(0), "draws", "drops: the share is too small "),
    }
    assert ids(diagnose(failed, mistakes, HINTS)) == ["one"]
    [cause] = diagnose(failed, {"two": mistakes["two"]}, HINTS)
    assert (cause.id, cause.sentence) == ("draws", "drops: the share is too large.")
    assert not cause.named and not cause.quotes_inputs


@pytest.mark.parametrize("called", ["log_softmax", "_log_softmax", "torch.nn.functional.log_softmax"])
def test_a_ready_made_operation_has_many_names(called):
    """The hint is about the operation. Another operation, or another case, is another mistake."""
    numbers = of_array(np.zeros(0))
    known = Signature(str(Kind.READY_MADE), "log_softmax rows", numbers)
    others = Signature(str(Kind.READY_MADE), "log_softmax columns", numbers)
    outcome = Outcome(Status.FAILED, signature=Signature(str(Kind.READY_MADE), f"{called} rows", numbers))
    causes = diagnose(outcome, {"calls_it": known, "elsewhere": others}, {"calls_it": "Write it.", "elsewhere": "No."})
    assert [cause.id for cause in causes] == ["calls_it"]
