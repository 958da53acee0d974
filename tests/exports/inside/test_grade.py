"""Where a bundle was unpacked, topics are examined in turn, and what is known is told after every check."""

import dataclasses
import time

import pytest
from support.autograder import solution

from grader.checks.seeds import PUBLIC
from grader.exports.inside import grade
from grader.exports.inside.grade import examine_in_turn, unasked
from grader.judging.setup import for_the_record
from grader.sandbox import isolation
from grader.sandbox.isolation import REMEDIES, Isolation
from grader.sandbox.worker_process import Worker
from grader.values.errors import GraderError, IsolationError
from grader.values.report import Status
from grader.worker.confine import LAYERS

CHECKS = "from grader import check, close\n" + "".join(
    f'''
@check(points=1)
def doubles_{number}(student, reference, rng):
    """Claim {number}."""
    x = rng.normal(size=(2, 2))
    close(student.double(x), reference.double(x), "y")
'''
    for number in (1, 2)
)
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
FUTURE = "a layer of the future"


@pytest.fixture
def setup(make_topic):
    """Two checks of one function."""
    return for_the_record(make_topic(CHECKS, SOLUTION, built=False), PUBLIC, isolation="best")


def examined(*setups, problem=""):
    """What was told, as the statuses of each report each time."""
    told = []
    reports = unasked(setups, name="ada", message="cut off")

    def heard(reports):
        told.append([[result.status for result in report.results] for report in reports])

    files = {"toy_numpy.py": SOLUTION.encode()}
    examine_in_turn(setups, reports, lambda topic: (files, problem), name="ada", message="cut off", on_reports=heard)
    return told


def test_a_loop_in_the_first_topic_leaves_the_second_its_share(make_topic):
    """Half of the time each, whatever the limits of single calls are. Nobody waits longer than the limit of the platform."""
    topic = make_topic(CHECKS.replace("points=1", "points=1, seconds=1000.0"), SOLUTION, built=False)
    setups = [for_the_record(topic, PUBLIC, isolation="best")] * 2
    handed_in = [b"def double(x):\n    while True: pass\n", SOLUTION.encode()]
    reports, began = unasked(setups, name="ada", message="cut off"), time.monotonic()
    examine_in_turn(
        setups,
        reports,
        lambda topic: ({"toy_numpy.py": handed_in.pop(0)}, ""),
        name="ada",
        message="cut off",
        on_reports=lambda reports: None,
        until=began + 12.0,
    )
    first, second = reports
    assert [result.status for result in first.results] == [Status.TIMED_OUT] * 2
    assert "used up" in first.results[1].message
    assert second.passed


def test_what_is_not_asked_yet_has_timed_out(setup):
    """After each check, and once more when a topic is done; the next topic begins where the first one ended."""
    passed, late = Status.PASSED, Status.TIMED_OUT
    assert examined(setup, setup) == [
        [[passed, late], [late, late]],
        [[passed, passed], [late, late]],
        [[passed, passed], [late, late]],
        [[passed, passed], [passed, late]],
        [[passed, passed], [passed, passed]],
        [[passed, passed], [passed, passed]],
    ]


def test_files_that_cannot_be_read_are_said(setup):
    """In every topic."""
    assert examined(setup, problem="a broken zip")[-1] == [[Status.NOT_WRITTEN] * 2]


def test_nothing_is_graded_with_less_isolation_than_is_required(setup, monkeypatch):
    """A layer that the worker of a later topic cannot have is refused before the first check is asked."""
    monkeypatch.setitem(REMEDIES, FUTURE, "patience")
    strict = dataclasses.replace(setup, isolation=Isolation((*LAYERS, FUTURE), required=True))
    reports = unasked((setup, strict), name="ada", message="cut off")
    told = []
    with pytest.raises(IsolationError, match=f"needs the layer '{FUTURE}'"):
        examine_in_turn(
            (setup, strict), reports, lambda topic: ({}, ""), name="ada", message="cut off", on_reports=told.append
        )
    assert told == [] and {r.status for report in reports for r in report.results} == {Status.TIMED_OUT}


def test_a_worker_that_does_not_start_is_the_graders_failure(setup):
    """The report says so; topics whose workers start are graded."""

    class Fails(Worker):
        def wait_until_ready(self):
            self.close()
            raise GraderError("no worker")

    broken = dataclasses.replace(setup, start=Fails, isolation=Isolation(LAYERS, required=True))
    assert examined(broken, setup)[-1] == [[Status.BROKEN] * 2, [Status.PASSED] * 2]


def test_open_solutions_are_not_graded_with(course, unpacked, monkeypatch):
    """Whatever layers are missing: a worker that can read the secret shows that student code could."""
    autograder = unpacked()
    opened = grade.open_bundle(autograder.course)
    monkeypatch.setitem(isolation.LEVELS, "best", isolation.NONE)
    with pytest.raises(IsolationError, match="could read the solutions"):
        grade.grade(opened, autograder.hand_in(solution(course)), "someone")
