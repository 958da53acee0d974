"""A report adds up, knows what passed and what is broken, and writes itself as JSON."""

import dataclasses
import json

import pytest

from grader.values.report import Report, Result, Status, exit_code


def result(status, max_score=2.0, **more):
    """One result; only a passed one earns."""
    return Result("name", "Claim.", "numpy", status, max_score if status == "passed" else 0.0, max_score, **more)


def report(*statuses):
    """A report of results with these statuses."""
    return Report("toy", "ada", 1.23456789, ("process",), "cpu", tuple(map(result, statuses)))


def test_the_statuses_are_those_of_the_design():
    """Fronts and schemas rely on these eight words."""
    words = "passed failed not_written raised timed_out crashed waiting broken"
    assert [str(status) for status in Status] == words.split()


def test_scores_add_up():
    """A report's score is the sum of its results'."""
    both = report(Status.PASSED, Status.FAILED, Status.PASSED)
    assert (both.score, both.max_score) == (4.0, 6.0)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_only_passed_passes(status):
    """Any other status keeps the report from having passed; only BROKEN makes it broken."""
    assert report(Status.PASSED).passed
    assert not report(Status.PASSED, status).passed
    assert report(Status.PASSED, status).broken is (status is Status.BROKEN)


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([report(Status.PASSED), report(Status.PASSED)], 0),
        ([report(Status.PASSED), report(Status.FAILED)], 1),
        ([report(Status.WAITING)], 1),
        ([report(Status.FAILED), report(Status.PASSED, Status.BROKEN)], 3),
        ([], 0),
    ],
)
def test_exit_codes(reports, code):
    """0 when everything passed, 1 when not, 3 when a check of ours is broken, whatever else is wrong."""
    assert exit_code(reports) == code


def test_as_dict_is_json():
    """The dictionary survives JSON unchanged and holds schema, totals, isolation, and every field of a result."""
    one = dataclasses.replace(report(Status.FAILED), results=(result(Status.FAILED, seconds=0.1234567, mistake="a|b"),))
    content = one.as_dict()
    assert json.loads(json.dumps(content)) == content
    assert content["schema"] == 1
    assert content["seconds"] == 1.2346
    assert content["isolation"] == ["process"]
    assert set(content["results"][0]) == {field.name for field in dataclasses.fields(Result)} - {"curves"}
    assert content["results"][0]["status"] == "failed"
    assert content["results"][0]["seconds"] == 0.1235
    assert content["results"][0]["mistake"] == "a|b"


def test_results_and_reports_are_frozen():
    """Nobody changes an outcome after it was decided."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        report(Status.FAILED).results[0].score = 2.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        report(Status.FAILED).results = ()
