"""Checks that wait for a check of an earlier part: a topic of two parts, which the solution earns whole."""

import dataclasses

import pytest

from grader.authoring.build import build
from grader.authoring.verify import climb
from grader.checks.seeds import PUBLIC
from grader.judging.judge import examine
from grader.judging.judge import judge as judged
from grader.judging.setup import at_home, for_the_record, in_process
from grader.submissions.intake import find_parts
from grader.values.report import Status

pytest.importorskip("torch")

CHECKS = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Arrays are doubled."""
    x = rng.normal(size=(2, 3))
    close(student.double(x), reference.double(x), "y")

@check(points=2, part="torch", after=doubles)
def doubles_tensors(student, reference, rng):
    """Tensors are doubled."""
    x = rng.normal(size=(2, 3))
    close(student.double(x), reference.double(x), "y")

@check(points=4, part="torch", after=(doubles, doubles_tensors))
def triples_tensors(student, reference, rng):
    """Tensors are tripled, also those that were doubled."""
    x = rng.normal(size=(2, 3))
    close(student.triple(student.double(x)), reference.triple(reference.double(x)), "y")
'''
NUMPY = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
TORCH = NUMPY + "def triple(x):\n    # BEGIN SOLUTION\n    return 3 * x\n    # END SOLUTION\n"
MISTAKES = """
with m.fails("doubles"):
    m("squares", "This squares.", text("2 * x") >> "x ** 2")
t = Mistakes("torch")
with t.fails("doubles_tensors"):
    t("squares_tensors", "This squares tensors.", text("2 * x") >> "x ** 2")
with t.fails("triples_tensors"):
    t("cubes_tensors", "This cubes tensors.", text("3 * x") >> "x ** 3")
"""
WRONG = NUMPY.replace("2 * x", "x + 1")


@pytest.fixture
def topic(make_topic):
    made = make_topic(CHECKS, NUMPY, MISTAKES, built=False)
    (made.secret_folder / "toy_torch.py").write_text(TORCH, encoding="utf-8")
    (made.secret_folder / "right").mkdir()
    for part, text in (("numpy", NUMPY), ("torch", TORCH)):
        right = text.replace("2 * x", "x + x").replace("3 * x", "x + 2 * x")
        (made.secret_folder / "right" / f"sums_{part}.py").write_text(right, encoding="utf-8")
    build(made, write=True)
    return made


def report_on(topic, files, setup=None, **settings):
    """The statuses of the three checks, and the report."""
    handed = find_parts({name: text.encode() for name, text in files.items()}, topic)
    setup = dataclasses.replace(setup or at_home(topic), start=in_process(), **settings)
    report = judged(setup, handed, name="a submission")
    return [result.status for result in report.results], report


RIGHT = {"toy_numpy.py": NUMPY, "toy_torch.py": TORCH}
PASSED, FAILED, WAITING, NOT_WRITTEN = Status.PASSED, Status.FAILED, Status.WAITING, Status.NOT_WRITTEN


def test_right_code_earns_everything(topic):
    """From the recording and live."""
    for setup in (at_home(topic), for_the_record(topic, PUBLIC, isolation="best")):
        assert report_on(topic, RIGHT, setup)[0] == [PASSED, PASSED, PASSED]


def test_a_check_waits_for_a_check_of_an_earlier_part(topic):
    """Whatever its own part is like; the message names the part."""
    statuses, report = report_on(topic, RIGHT | {"toy_numpy.py": WRONG})
    assert statuses == [FAILED, WAITING, WAITING] and report.score == 0
    assert report.results[1].message == 'waits until this passes: "Arrays are doubled." (in the numpy part)'
    assert report.results[2].message.endswith('(in the numpy part) and "Tensors are doubled."')


def test_a_part_that_was_not_handed_in_has_not_passed(topic):
    """What waits for it waits."""
    assert report_on(topic, {"toy_torch.py": TORCH})[0] == [NOT_WRITTEN, WAITING, WAITING]
    assert report_on(topic, RIGHT | {"toy_numpy.py": "import nowhere"})[0] == [Status.RAISED, WAITING, WAITING]


def test_no_check_waits_for_a_part_that_is_not_judged(topic):
    """It is asked, whether the other part was handed in or not; within the part it still waits."""
    for files in ({"toy_torch.py": TORCH}, RIGHT | {"toy_numpy.py": WRONG}):
        assert report_on(topic, files, parts=("torch",))[0] == [PASSED, PASSED]
    wrong = {"toy_torch.py": TORCH.replace("2 * x", "x + 1")}
    assert report_on(topic, wrong, parts=("torch",))[0] == [FAILED, WAITING]


def test_a_platform_judges_alike(topic):
    """`examine` has the same order of parts, in workers too."""
    setup = for_the_record(topic, PUBLIC, isolation="best")
    files = {name: text.encode() for name, text in (RIGHT | {"toy_numpy.py": WRONG}).items()}
    report = examine(setup, files, name="a submission")
    assert [result.status for result in report.results] == [FAILED, WAITING, WAITING]


def test_the_topic_is_sound(topic):
    """The whole ladder: each part is proved by itself."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []
