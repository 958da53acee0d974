"""A failure that has many reasons names a mistake only as likely, and only one."""

import numpy as np
import pytest
from support.outcomes import HINTS, ids, outcome, signature
from support.wrong_answers import X

from grader.checks.inputs import Inputs, LastCall
from grader.checks.setting import Wrong
from grader.judging.diagnosis.causes import diagnose
from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Signature
from grader.judging.run_check import Outcome
from grader.values.finding import Finding, Kind
from grader.values.report import Status
from grader.worker.protocol.requests import Call, Drive

NOTHING = {"NaN": np.full_like(X, np.nan), "infinity": np.full_like(X, np.inf), "zero": np.zeros_like(X)}


@pytest.mark.parametrize("answer", NOTHING.values(), ids=NOTHING)
def test_an_answer_without_a_number_identifies_no_mistake(answer):
    """One mistake with this answer is likely. Of several, none is named. What shows in the answer is certain."""
    failed = outcome("values", answer, expected=X)
    generic, named = diagnose(failed, {"one": signature(answer), "two": signature(X.T)}, HINTS)
    assert generic.id in ("not_finite", "zero") and not generic.likely
    assert (named.id, named.likely) == ("one", True)
    assert ids(diagnose(failed, {"one": signature(answer), "two": signature(answer)}, HINTS)) == [generic.id]


def test_a_claim_that_does_not_hold_is_likely_its_only_mistake():
    """Other code breaks it too."""
    failed = outcome("claim", np.asarray(False), name="it grows")
    recorded = {"one": signature(np.asarray(False), "claim", "it grows ")}
    assert [(cause.id, cause.likely) for cause in diagnose(failed, recorded, HINTS)] == [("one", True)]
    assert diagnose(failed, recorded | {"two": recorded["one"]}, HINTS) == ()


@pytest.mark.parametrize(
    ("reason", "likely"), [("y is None (is a `return` missing?)", True), ("y is a list of 2", False)]
)
def test_an_answer_of_none_is_likely_not_written(reason, likely):
    """Code that is not written returns None, whatever a mistake does. Another wrong form is a mistake's own."""
    form = Signature(f"form: {reason}", "y ", of_array(np.zeros(0)))
    failed = Outcome(Status.FAILED, Finding(Kind.FORM, reason), form, Wrong(Kind.FORM, "y", reason), Inputs())
    assert [(cause.id, cause.likely) for cause in diagnose(failed, {"one": form}, HINTS)] == [("one", likely)]


@pytest.mark.parametrize("question", [Call, Drive])
def test_parameters_that_do_not_move_identify_no_mistake(question):
    """They stay as they are for many reasons, after every step. What shows is certain, a mistake is likely or not named."""
    params = {"w": X[0] + 1.0, "b": X[1]}
    path = np.broadcast_to(params["w"], X.shape).copy()
    failed = outcome("values", path, expected=X)
    failed.inputs.last_call = LastCall(question("step", (params,), {}), (params,), {})
    place = 'argument 1["w"] of step' if question is Call else "an input of the check"
    generic, named = diagnose(failed, {"one": signature(path)}, HINTS)
    assert (generic.id, generic.sentence) == ("argument", f"dx has the same numbers as {place}.")
    assert (named.id, named.likely) == ("one", True)
    assert ids(diagnose(failed, {"one": signature(path), "two": signature(path)}, HINTS)) == ["argument"]
