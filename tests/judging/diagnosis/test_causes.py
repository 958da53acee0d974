"""A wrong outcome is explained by named mistakes first, then by its numbers, and shown with its call."""

import dataclasses

import numpy as np
import pytest
from support.outcomes import HINTS, ids, outcome, signature
from support.wrong_answers import X

from grader.checks.inputs import Inputs, LastCall
from grader.checks.judgements import close
from grader.checks.setting import Wrong
from grader.judging.diagnosis.causes import diagnose
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Signature
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.report import Status
from grader.worker.protocol.replies import Blame, Failure
from grader.worker.protocol.requests import Call


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
    assert ids(diagnose(outcome("dtype", answer), recorded, HINTS)) == ["dtype", "two"]
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


P = np.random.RandomState(4).uniform(0.2, 0.8, (6, 5))


def test_a_mistake_near_the_right_answer_is_not_named_for_another_small_error():
    """The answer of log(p + 1e-8) is near the right one, and so is every answer with float32 on the way."""
    right, recorded = np.log(P), {"one": signature(np.log(P + 1e-8))}
    assert ids(diagnose(outcome("values", np.log(P + 1e-8), expected=right), recorded, HINTS)) == ["one"]
    cast = np.log(P.astype(np.float32).astype(np.float64))
    assert "one" not in ids(diagnose(outcome("values", cast, expected=right), recorded, HINTS))
    other = np.log(P + 2e-8)
    assert "one" not in ids(diagnose(outcome("values", other, expected=right), recorded, HINTS))


@pytest.mark.parametrize("near", [1e-9, 1e-7, 1e-5])
def test_a_float32_answer_is_not_taken_for_a_mistake_within_its_rounding(near):
    """Within the precision of float32 both the right answer and the mistake's are the student's answer."""
    right = X.astype(np.float32)
    recorded = {"one": signature((X * (1 + near)).astype(np.float32))}
    wrong_twice = (X * (1 - 4e-5)).astype(np.float32)
    assert "one" not in ids(diagnose(outcome("values", wrong_twice, expected=right), recorded, HINTS))


def test_two_mistakes_at_once_are_likely_the_larger_one():
    """Float32 on the way and a wrong function: the mistake's answer is far nearer than the right answer."""
    both = np.sin(X).astype(np.float32).astype(np.float64) * (1 + 1e-9)
    mistakes = {"one": signature(np.sin(X)), "two": signature(np.cos(X))}
    [cause] = diagnose(outcome("values", both, expected=X), mistakes, HINTS)
    assert (cause.id, cause.named, cause.likely, cause.words) == ("one", True, True, "Probably: The first.")


def test_the_nearest_mistake_comes_first():
    """Of two that answer alike within the tolerance, the other one is less likely."""
    mistakes = {"one": signature(np.sin(X) * (1 + 4e-10)), "two": signature(np.sin(X))}
    assert ids(diagnose(outcome("values", np.sin(X), expected=X), mistakes, HINTS)) == ["two", "one"]


@pytest.mark.parametrize(
    ("blame", "named"),
    [
        (Blame("loss", "a number", "a tensor"), ["one"]),
        (Blame("loss", "a NumPy array", "a tensor"), ["one"]),
        (Blame("loss", "None", "a tensor"), []),
        (Blame("loss", "a number", "an array"), []),
        (Blame("loss", "a tensor of shape ()", ""), []),
        (None, []),
    ],
)
def test_a_number_has_lost_the_graph_of_autograd(blame, named):
    """As has the tensor of a mistake, for which torch raises another exception in the same driver."""
    nothing = of_array(np.zeros(0))
    mistakes = {
        "one": Signature(
            "raised RuntimeError", "the driver slope: element 0 of tensors does not require grad", nothing
        ),
        "two": Signature(
            "raised RuntimeError", "the driver other: element 0 of tensors does not require grad", nothing
        ),
        "three": Signature("raised RuntimeError", "the driver slope: size mismatch", nothing),
    }
    raised = Signature("raised TypeError", "the driver slope: full_like(): must be Tensor", nothing)
    failed = Outcome(
        Status.FAILED, Finding(Kind.FORM, "no tensor"), raised, failure=Failure("RuntimeError", "", (), blame=blame)
    )
    assert ids(diagnose(failed, mistakes, HINTS)) == named


def test_arguments_of_the_last_call_are_known():
    """As they were drawn, even if the student's code changed them."""
    w = X + np.random.RandomState(1).normal(size=X.shape)
    failed = outcome("values", w.copy(), expected=X)
    failed.inputs.last_call = LastCall(Call("step", (0.1, w), {}), (0.1, w), {})
    failed.inputs.touch(w)
    w[:] = 0.0
    [cause] = diagnose(failed, {}, HINTS)
    assert cause.sentence == "dx has the same numbers as argument 2 of step."


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
    assert all("y " in cause.sentence for cause in diagnose(failed, {}, HINTS))


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
