"""Where nobody waits for one report, whatever goes wrong is a report too: `examine` never raises."""

import dataclasses

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging.blocked import Blocked
from grader.judging.judge import examine, judge, so_far
from grader.judging.opening import open_part
from grader.judging.setup import for_the_record
from grader.submissions.intake import Handed
from grader.values.errors import TopicError
from grader.values.report import Status

CHECKS = "from grader import check, close\n" + "".join(
    f'''
@check(points={number})
def doubles_{number}(student, reference, rng):
    """Claim {number}."""
    x = rng.normal(size=(2, 2))
    close(student.double(x), reference.double(x), "y")
'''
    for number in (1, 2, 3)
)
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
FILES = {"toy_numpy.py": SOLUTION.encode()}


@pytest.fixture
def setup(make_topic):
    """Three checks of one function, worth 1, 2 and 3 points."""
    return for_the_record(make_topic(CHECKS, SOLUTION, built=False), PUBLIC, isolation="best")


def failing(setup, at):
    """The same setup whose reference fails us in the check with this number."""
    live = setup.source("numpy")

    class Fails:
        def __init__(self, part):
            """See Setup.source."""

        hints, own_checks = live.hints, live.own_checks

        def reference(self, check, seeds, *, small):
            if check.name == f"doubles_{at}":
                raise ZeroDivisionError("in the grader")
            return live.reference(check, seeds, small=small)

    return dataclasses.replace(setup, source=Fails)


def test_files_are_judged_as_they_are_by_hand(setup):
    """The parts are found in them, and each result is heard as it comes."""
    heard = []
    report = examine(setup, FILES, name="ada", on_result=heard.append)
    assert report.passed and report.score == 6 and tuple(heard) == report.results
    assert report.submission == "ada" and "process" in report.isolation


@pytest.mark.parametrize(
    ("files", "problem", "message"),
    [
        ({}, "it cannot be unpacked", "it cannot be unpacked"),
        ({}, "", "nothing to grade"),
        ({"a/toy_numpy.py": b"", "b/toy_numpy.py": b""}, "", "there are two candidates for toy_numpy.py"),
    ],
    ids="unread empty ambiguous".split(),
)
def test_what_cannot_be_read_is_said_by_every_check(setup, files, problem, message):
    """It earns nothing, and is nobody's failure but the student's."""
    report = examine(setup, files, name="ada", problem=problem)
    assert {result.status for result in report.results} == {Status.NOT_WRITTEN}
    assert all(message in result.message for result in report.results)
    assert (report.score, report.max_score) == (0, 6)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_where_the_grader_fails_what_was_found_before_counts(setup, at):
    """Checks that were not asked are broken, which is our fault, and worth their points."""
    report = examine(failing(setup, at), FILES, name="ada")
    statuses = [Status.PASSED] * (at - 1) + [Status.BROKEN] * (4 - at)
    assert [result.status for result in report.results] == statuses
    assert {r.message for r in report.results[at - 1 :]} == {"the grader failed: in the grader"}
    assert report.max_score == 6 and report.broken
    assert [result.name for result in report.results] == ["doubles_1", "doubles_2", "doubles_3"]


def test_a_topic_that_does_not_load_a_source_is_broken(setup):
    """Before any check is asked."""

    def fails(part):
        raise TopicError("no source")

    report = examine(dataclasses.replace(setup, source=fails), FILES, name="ada")
    assert {(r.status, r.message) for r in report.results} == {(Status.BROKEN, "the grader failed: no source")}


def test_a_person_who_waits_reads_the_graders_failure(setup):
    """`judge` raises it, where a command shows one sentence."""
    handed = {"numpy": Handed("toy_numpy.py", (("toy_numpy.py", SOLUTION),), {})}
    with pytest.raises(ZeroDivisionError, match="in the grader"):
        judge(failing(setup, 2), handed, name="ada")


def test_a_report_can_be_made_at_any_moment(setup):
    """With what is known, and the other checks as they would be if nothing more came."""
    [first, *_] = examine(setup, FILES, name="ada").results
    report = so_far(setup, [first], name="ada", status=Status.TIMED_OUT, message="cut off")
    assert report.results[0] is first
    assert [(r.name, r.status, r.message, r.max_score) for r in report.results[1:]] == [
        ("doubles_2", Status.TIMED_OUT, "cut off", 2),
        ("doubles_3", Status.TIMED_OUT, "cut off", 3),
    ]


def test_a_part_that_cannot_be_asked_says_why_to_whoever_asks(setup):
    """One check at a time, as pictures and test items are asked: the same reason each time, and no worker is left."""
    broken = Handed("toy_numpy.py", (("toy_numpy.py", "print('so far')\n1 / 0\n"),), {})
    opened = open_part(setup, "numpy", broken)
    assert isinstance(opened, Blocked) and "process" in opened.isolation
    for check in setup.checks:
        result = opened.ask(check)
        assert result.status is Status.RAISED and "ZeroDivisionError" in result.message and result.name == check.name
    missing = open_part(setup, "numpy", None).ask(setup.checks[1])
    assert missing.status is Status.NOT_WRITTEN and missing.message == "toy_numpy.py was not handed in"
