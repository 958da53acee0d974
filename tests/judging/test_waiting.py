"""Who waits for whom: items earn their shares, a failing check says where to look first, and a course may have all asked."""

import dataclasses

import pytest

from grader.course.course import UNCHANGED
from grader.judging.blocked import result_of
from grader.judging.setup import in_process
from grader.judging.waiting import joined
from grader.values.report import Status

CHECKS = '''
from grader import agrees, call, check, keeps_dtype

DOUBLE, TRIPLE, SIX = call("double", "y"), call("triple", "y"), call("times_six", "y")


@check(points=2)
def doubles(student, reference, rng):
    """Arrays are doubled."""
    agrees(student, reference, DOUBLE, (rng.normal(size=(2, 3)),))


@check(points=2)
def triples(student, reference, rng):
    """Arrays are tripled."""
    agrees(student, reference, TRIPLE, (rng.normal(size=(2, 3)),))


@check(points=2, look_first=(doubles, triples))
def sixfold(student, reference, rng):
    """Arrays are multiplied by six."""
    agrees(student, reference, SIX, (rng.normal(size=(2, 3)),))


@check(points=1, strict="precision", each={"double": doubles, "triple": triples, "times_six": sixfold})
def keeps_float32(student, reference, rng, name):
    """float32 stays float32, and float64 keeps its precision."""
    keeps_dtype(student, reference, call(name, "y"), (rng.normal(size=(2, 3)),))


@check(points=1, after=sixfold)
def doubles_six(student, reference, rng):
    """Six times two is twelve."""
    x = rng.normal(size=(2, 3))
    agrees(student, reference, lambda side, x: side.double(side.times_six(x)), (x,), on="y")
'''
SOLUTION = """
def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

def triple(x):
    # BEGIN SOLUTION
    return 3 * x
    # END SOLUTION

def times_six(x):
    # BEGIN SOLUTION
    return double(triple(x))
    # END SOLUTION
"""
UNWRITTEN = "raise NotImplementedError"
PASSED, FAILED, WAITING, NOT_WRITTEN = Status.PASSED, Status.FAILED, Status.WAITING, Status.NOT_WRITTEN


WIDE = "import numpy; return x * numpy.float64({})"
MISTAKES = f"""
TRIPLE = text("return 3 * x") >> "{WIDE.format(3)}"
with m.fails("keeps_float32"):
    m("all_wide", "Both are widened.", text("return 2 * x") >> "{WIDE.format(2)}", TRIPLE)
    m("triple_wide", "The triple is widened.", TRIPLE)
"""


@pytest.fixture
def topic(make_topic):
    return make_topic(CHECKS, SOLUTION, MISTAKES)


@pytest.fixture(params=["home", "record"])
def report(request, topic, judge):
    """Judge the solution with some edits, from the recording and live."""

    def judged(*edits, course=UNCHANGED):
        text = SOLUTION
        for old, new in edits:
            assert text.count(old) == 1
            text = text.replace(old, new)
        taken = dataclasses.replace(topic, course=course)
        return judge(taken, text, recorded=request.param == "home", start=in_process())

    return judged


def outcomes(report):
    """How the checks ended, with the points, by name."""
    return {result.name: (result.status, round(result.score, 3)) for result in report.results}


def test_right_code_has_every_point(report):
    """The shares of the items sum to the points of their check."""
    assert outcomes(report())["keeps_float32"] == (PASSED, 1.0) and report().score == 8.0


def test_one_exercise_alone(report):
    """The others are not written: what was written earns its points, and its share of what all must do."""
    found = report(("return 3 * x", UNWRITTEN), ("return double(triple(x))", UNWRITTEN))
    assert outcomes(found) == {
        "doubles": (PASSED, 2.0),
        "triples": (NOT_WRITTEN, 0.0),
        "sixfold": (NOT_WRITTEN, 0.0),
        "keeps_float32": (WAITING, 0.333),
        "doubles_six": (WAITING, 0.0),
    }
    waiting = next(result for result in found.results if result.name == "keeps_float32")
    assert waiting.message == "passed for double; waits for triple and times_six, whose own checks must pass first"


def test_one_item_that_fails(report):
    """The others keep their shares, and the message names the item."""
    found = report(("return 3 * x", "import numpy; return x * numpy.float64(3)"))
    result = next(result for result in found.results if result.name == "keeps_float32")
    assert (result.status, round(result.score, 3)) == (FAILED, 0.333)  # triple, and times_six, which calls it
    assert result.finding.case[0] == "triple" and "float64, expected float32" in result.message
    assert found.score == pytest.approx(7.333, abs=1e-3)


def test_a_piece_that_passed_rules_out_a_mistake_that_fails_it(report):
    """Code whose `double` keeps float32 cannot have the mistake that widens everything."""
    found = report(("return 3 * x", WIDE.format(3)))
    result = next(result for result in found.results if result.name == "keeps_float32")
    assert [cause.id for cause in result.causes if cause.named] == ["triple_wide"]


def test_where_to_look_first(report):
    """A check of code that calls other code is asked, and its message names the claim about that code."""
    found = report(("return 3 * x", "return 4 * x"))
    by_name = {result.name: result for result in found.results}
    assert by_name["sixfold"].status is FAILED
    first = 'Look first at "Arrays are tripled.": this check calls that code.'
    assert first in by_name["sixfold"].message and "Look first" not in by_name["triples"].message


def test_a_course_that_has_all_checks_asked(report):
    """What would wait is asked and counts, and still says where to look first."""
    asks = dataclasses.replace(UNCHANGED, asks_all=True)
    found = report(("double(triple(x))", "7 * x"), course=asks)
    by_name = {result.name: result for result in found.results}
    assert by_name["doubles_six"].status is FAILED
    assert 'Look first at "Arrays are multiplied by six."' in by_name["doubles_six"].message
    assert outcomes(report(("double(triple(x))", "7 * x")))["doubles_six"] == (WAITING, 0.0)


def test_a_piece_that_is_broken_decides(topic):
    """Whatever the other pieces say, since the student cannot mend it."""
    check = next(check for check in topic.checks if check.each)
    ended = dict(zip(("double", "triple", "times_six"), (FAILED, Status.BROKEN, PASSED), strict=True))
    results = {item: result_of(check[item], status) for item, status in ended.items()}
    whole = joined(check, results)
    assert whole.status is Status.BROKEN and whole.score == pytest.approx(1 / 3)
