"""A file that cannot be loaded, or was not handed in, is said once and in full; checks are not asked of it."""

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging import judge as judging
from grader.judging.setup import for_the_record
from grader.values.report import Status

CHECKS = "from grader import check, close\n" + "".join(
    f'''
@check(points=1)
def doubles_{number}(student, reference, rng):
    """Claim {number}."""
    x = rng.normal(size=(2, 2))
    close(student.double(x), reference.double(x), "y")
'''
    for number in range(3)
)
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"


@pytest.fixture
def topic(make_topic):
    """Three checks of one function."""
    return make_topic(CHECKS, SOLUTION, built=False)


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        (None, Status.NOT_WRITTEN, "toy_numpy.py was not handed in"),
        ("def double(x:\n", Status.RAISED, "loading toy_numpy.py raised SyntaxError: "),
        (
            "1 / 0\n",
            Status.RAISED,
            "loading toy_numpy.py raised ZeroDivisionError: division by zero\n  toy_numpy.py, line 1",
        ),
        (b"x = 1\0\n", Status.RAISED, "toy_numpy.py: it contains NUL bytes, so it is not Python text."),
        (b"x = '\xff'\n", Status.RAISED, "toy_numpy.py: it is not Python text: "),
        ("import no_such_library\n", Status.RAISED, "This part runs with NumPy and Python's standard library."),
        ("raise NotImplementedError\n", Status.NOT_WRITTEN, "toy_numpy.py is not written yet"),
        (
            "import os\nos._exit(3)\n",
            Status.CRASHED,
            "toy_numpy.py does not load: it ended its own process (exit status 3)",
        ),
        ("while True: pass\n", Status.TIMED_OUT, "toy_numpy.py does not finish loading: "),
    ],
    ids="missing syntax raises nul latin1 import todo exits loops".split(),
)
def test_a_file_that_does_not_load(topic, judge, monkeypatch, text, status, message):
    """The first check says why; the others wait for the file, or are not written either."""
    monkeypatch.setattr("grader.sandbox.worker_process.LOAD_LIMIT", 0.3)
    first, *others = judge(topic, text).results
    assert first.status is status
    assert message in first.message
    rest = Status.NOT_WRITTEN if status is Status.NOT_WRITTEN else Status.WAITING
    assert [other.status for other in others] == [rest, rest]
    if rest is Status.WAITING:
        assert others[0].message == "waits until the file loads"


def test_what_a_file_prints_before_it_fails_is_kept(topic, judge):
    """With the check that says that the file does not load."""
    first, *_ = judge(topic, "print('so far')\n1 / 0\n").results
    assert first.output == "so far\n"


def test_a_submission_with_a_problem_is_not_run(topic):
    """What intake could not read is said by every check, and no worker starts."""
    setup = for_the_record(topic, PUBLIC, start=None)
    one = judging.judge(setup, {}, name="ada", problem="broken.zip cannot be read")
    assert {(result.status, result.message) for result in one.results} == {
        (Status.NOT_WRITTEN, "broken.zip cannot be read")
    }


def test_parts_that_are_not_asked_for_are_left_out(topic):
    """`--part torch` says nothing about the NumPy part."""
    setup = for_the_record(topic, PUBLIC, parts=("torch",), start=None)
    assert judging.judge(setup, {}, name="ada").results == ()
