"""Two runs with other checks: the changes in names, in both directions."""

import pytest
from support.reports import report, result

from grader.course.changed_checks import changed_checks
from grader.course.rates import differences
from grader.values.report import Status

TABLE = {"sums": ("adds",), "moves": ("scales", "shifts"), "is_small": ("is_fit",), "is_fast": ("is_fit",)}


def run(*names, status=Status.PASSED):
    """A run in which ada has a result of each check."""
    return {"ada": {"toy": report("toy", "ada", *(result(name, status) for name in names))}}


def between(before, after, first=None, second=None):
    return changed_checks(run(*before), run(*after), ({"toy": first or {}}, {"toy": second or {}}))


def test_equal_checks_are_not_changed():
    """Nor are those of a topic that one run lacks."""
    assert between(["adds", "scales"], ["scales", "adds"], TABLE, TABLE) == []
    assert (
        changed_checks(run("adds"), {"ada": {"other": report("other", "ada", result("x", Status.PASSED))}}, ({}, {}))
        == []
    )


CASES = [
    (["sums"], ["adds"], "renamed sums → adds", {"sums": "adds"}),
    (["sums", "old"], ["adds", "later"], "gone old; new later; renamed sums → adds", {"sums": "adds"}),
    (["moves"], ["scales", "shifts"], "renamed moves → scales and shifts", {}),
    (["moves"], ["shifts"], "renamed moves → shifts", {"moves": "shifts"}),
    (["is_small", "is_fast"], ["is_fit"], "renamed is_small → is_fit, is_fast → is_fit", {}),
    (["is_fast"], ["is_fit"], "renamed is_fast → is_fit", {"is_fast": "is_fit"}),
    (["sums", "adds"], ["adds"], "renamed sums → adds", {}),
    (["sums", "x"], ["sums"], "gone x", {}),
    (["sums"], ["x"], "gone sums; new x", {}),
]


@pytest.mark.parametrize(("before", "after", "says", "pairs"), CASES)
def test_names_are_followed(before, after, says, pairs):
    """What is neither renamed, split nor joined is gone or new."""
    (changed,) = between(before, after, second=TABLE)
    assert changed.sentence() == f"the checks of toy are not the same in both runs: {says}"
    assert changed.one_to_one == pairs


def test_names_are_followed_back():
    """The first run may be the newer one."""
    (changed,) = between(["adds", "scales", "shifts"], ["sums", "moves"], first=TABLE)
    assert changed.sentence().endswith("runs: renamed adds → sums, scales and shifts → moves")
    assert changed.one_to_one == {"adds": "sums"}


@pytest.mark.parametrize(("status", "count"), [(Status.PASSED, 0), (Status.FAILED, 1)])
def test_a_renamed_check_is_compared_with_itself(status, count):
    """It differs if its result does."""
    first, second = run("sums"), run("adds", status=status)
    changed = changed_checks(first, second, ({}, {"toy": TABLE}))
    found = differences(first, second, files=({}, {}), reasons=(), changed_checks=changed)
    assert len(found) == count
    assert [(b.name, a.name) for difference in found for b, a in difference.checks()] == [("sums", "adds")] * count
    assert differences(first, second, files=({}, {}), reasons=())
