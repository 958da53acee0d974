"""A part whose checks cannot be asked has a result for each check, and no worker."""

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging.blocked import Blocked, result_of
from grader.judging.setup import for_the_record
from grader.values.finding import Finding, Kind
from grader.values.report import Status

CHECKS = "from grader import check\n" + "".join(
    f'''
@check(points={number})
def claims_{number}(student, reference, rng):
    """Claim {number}."""
'''
    for number in (1, 2, 3)
)


@pytest.fixture
def setup(make_topic):
    return for_the_record(make_topic(CHECKS, "def f(): pass\n", built=False), PUBLIC, isolation="best")


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (Status.NOT_WRITTEN, Kind.NOT_WRITTEN, [("not_written", "why")] * 3),
        (Status.RAISED, Kind.RAISED, [("raised", "why"), *[("waiting", "waits until the file loads")] * 2]),
        (Status.CRASHED, Kind.CRASHED, [("crashed", "why"), *[("waiting", "waits until the file loads")] * 2]),
    ],
)
def test_results(setup, status, kind, expected):
    """If the part is not written, every check says so; else the first one tells the problem of the file."""
    blocked = Blocked(setup, "numpy", status, Finding(kind, "why"), "printed")
    results = list(blocked.results())
    assert [(str(result.status), result.message) for result in results] == expected
    assert [(result.score, result.max_score) for result in results] == [(0.0, 1), (0.0, 2), (0.0, 3)]
    assert blocked.ask(setup.checks[1]).message == "why" and blocked.ask(setup.checks[1]).output == "printed"
    assert blocked.outcome is None


def test_a_result_has_all_points_or_none(setup):
    """And its texts went through the gate."""
    check = setup.checks[1]
    assert result_of(check, Status.PASSED).score == 2
    failed = result_of(check, Status.FAILED, Finding(Kind.CLAIM, "a\x1b[31m"), output="\x00")
    assert failed.score == 0 and "\x1b" not in failed.message and "\x00" not in failed.output
