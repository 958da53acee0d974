"""A part is opened, or there is a reason why it cannot be: no file, a problem with the file, or a file that does not load."""

import contextlib

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging.blocked import Blocked
from grader.judging.opening import open_part
from grader.judging.session import PartSession
from grader.judging.setup import for_the_record, in_process
from grader.submissions.intake import Handed
from grader.values.report import Status

CHECKS = '''
from grader import check, close


@check(points=1)
def doubles(student, reference, rng):
    """Arrays are doubled."""
    close(student.double(2.0), reference.double(2.0), "y")
'''
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"


@pytest.fixture
def setup(make_topic):
    return for_the_record(make_topic(CHECKS, SOLUTION, built=False), PUBLIC, isolation="best", start=in_process())


def handed(text, problem=""):
    """A part of a submission."""
    return Handed("toy_numpy.py", (("toy_numpy.py", text),), {}, problem)


@pytest.mark.parametrize(
    ("part", "problem", "status", "says"),
    [
        (None, "", Status.NOT_WRITTEN, "toy_numpy.py was not handed in"),
        (handed(SOLUTION), "two files are called so", Status.NOT_WRITTEN, "two files are called so"),
        (handed("", "not UTF-8"), "", Status.RAISED, "toy_numpy.py: not UTF-8"),
        (handed("1 / 0"), "", Status.RAISED, "loading toy_numpy.py raised ZeroDivisionError"),
    ],
)
def test_a_part_that_cannot_be_asked(setup, part, problem, status, says):
    """Every check says the reason."""
    with contextlib.closing(open_part(setup, "numpy", part, problem=problem)) as opened:
        assert isinstance(opened, Blocked)
        (result,) = opened.results()
        assert (result.status, says in result.message) == (status, True)


def test_a_part_that_can(setup):
    """Its checks are asked."""
    with contextlib.closing(open_part(setup, "numpy", handed(SOLUTION))) as opened:
        assert isinstance(opened, PartSession)
        assert [result.status for result in opened.results()] == [Status.PASSED]
