"""A student's page: each topic part by part, with what is wrong where it is wrong."""

import pytest
from support.classes import CURVES
from support.reports import report, result

from grader.show.pages.code import Code
from grader.show.pages.person import topics
from grader.values.finding import Frame
from grader.values.report import Status


@pytest.fixture
def shown():
    """The only topic of a page about these results."""

    def made(*results, code=None):
        (topic,) = topics([report("toy", "ada", *results)], {"toy": "Toys"}, code or Code({}))
        return topic

    return made


def test_a_topic_has_its_title_and_its_parts(shown):
    """With the points of each; a topic that is not named goes by its own name."""
    topic = shown(result("adds", Status.PASSED), result("trains", Status.FAILED, part="torch", says="no"))
    assert (topic.title, topic.passed) == ("Toys", 1)
    assert [(part.name, part.score, part.possible) for part in topic.parts] == [("numpy", 2, 2), ("torch", 0, 2)]
    assert topics([report("conv", "ada")], {}, Code({}))[0].title == "conv"


def test_a_message_leads_to_the_line_that_it_names(shown):
    """The line is marked in the code."""
    code = Code({"toy/toy_numpy.py": "def f():\n    1 / 0\n"})
    raised = result(
        "adds", Status.RAISED, says="f raised ZeroDivisionError", frames=(Frame("toy_numpy.py", 2, "f", "1 / 0"),)
    )
    (part,) = shown(raised, code=code).parts
    assert [piece.anchor for piece in part.results[0].message if piece.anchor] == ["f1-2"]
    assert code.files[0].marked == {2: "f1-2"}


def test_a_part_that_is_not_written_says_so_once(shown):
    """Not below each of its checks; with one check there is nothing to say once."""
    unwritten = [result(name, Status.NOT_WRITTEN, says="toy_numpy.py was not handed in") for name in ("adds", "scales")]
    (part,) = shown(*unwritten).parts
    assert part.problem == "toy_numpy.py was not handed in" and [shown.message for shown in part.results] == [(), ()]
    (single,) = shown(unwritten[0]).parts
    assert single.problem == "" and single.results[0].message[0].text == "toy_numpy.py was not handed in"


def test_equal_failures_are_told_one_by_one(shown):
    """Only what was not written is told once."""
    (part,) = shown(*(result(name, Status.FAILED, says="no") for name in ("adds", "scales"))).parts
    assert part.problem == "" and [shown.message[0].text for shown in part.results] == ["no", "no"]


def test_a_check_that_waits_has_nothing_to_say(shown):
    """The check that it waits for says it."""
    (part,) = shown(result("adds", Status.FAILED, says="no"), result("scales", Status.WAITING, says="waits")).parts
    assert [bool(shown.message) for shown in part.results] == [True, False]


def test_curves_stand_with_their_check(shown):
    """Passed or not."""
    (part,) = shown(result("learns", Status.PASSED, curves=CURVES), result("adds", Status.PASSED)).parts
    assert [len(shown.curves) for shown in part.results] == [1, 0]
