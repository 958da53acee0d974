"""The example of docs/points.md runs: the whole ladder holds, and points follow the exercise."""

import pytest
from support.documented import blocks
from support.places import ROOT

from grader.authoring.build import build
from grader.authoring.verify import climb
from grader.values.report import Status

SOLUTION = """
import numpy as np


def square_forward(x):
    # BEGIN SOLUTION
    return x * x, x
    # END SOLUTION


def square_backward(dout, cache):
    # BEGIN SOLUTION
    return 2 * cache * dout
    # END SOLUTION


def cube_forward(x):
    # BEGIN SOLUTION
    return x * square_forward(x)[0], x
    # END SOLUTION
"""
OTHER_WAY = SOLUTION.replace("x * x, x", "x**2, x").replace("2 * cache * dout", "dout * (cache + cache)")
MISTAKES = """
with m.fails("squares"):
    m("doubles", "This doubles.", text("return x * x,") >> "return x + x,")
with m.fails("goes_back_through_the_square"):
    m("halves", "This lacks the factor 2.", text("2 * cache") >> "cache")
with m.fails("cubes"):
    m("adds", "This adds.", text("x * square_forward(x)[0]") >> "x + square_forward(x)[0]")
with m.fails("keeps_float32"):
    m("widens", "This turns float32 into float64.", text("return x * x,") >> "return x * x * np.float64(1),")
with m.fails("leaves_its_arguments_alone"):
    m("in_place", "This changes x.",
      text("return x * square_forward(x)[0], x") >> "out = x * square_forward(x)[0]; kept = x + 0; x[...] = 0; return out, kept")
with m.fails("keeps_axes_of_length_one"):
    m("squeezes", "This removes axes.", text("return x * x, x") >> "return (x * x).squeeze(), x")
"""
PASSED, FAILED, WAITING, NOT_WRITTEN = Status.PASSED, Status.FAILED, Status.WAITING, Status.NOT_WRITTEN


@pytest.fixture
def topic(make_topic):
    checks = blocks((ROOT / "docs" / "points.md").read_text(encoding="utf-8"))["checks.py"]
    made = make_topic(checks, SOLUTION, MISTAKES, built=False)
    (made.folder / "README.md").write_text("# Toys\n", encoding="utf-8")
    (made.secret_folder / "right").mkdir()
    (made.secret_folder / "right" / "other_numpy.py").write_text(OTHER_WAY, encoding="utf-8")
    build(made, write=True)
    return made


def test_the_example_is_sound(topic):
    """The whole ladder, with the three rungs of this page."""
    assert [problem for rung in climb(topic) for problem in rung.problems] == []


def test_what_is_right_earns_its_points(topic, judge):
    """The backward pass is not written, and the square squeezes."""
    text = SOLUTION.replace("return 2 * cache * dout", "raise NotImplementedError").replace(
        "x * x,", "(x * x).squeeze(),"
    )
    report = judge(topic, text, recorded=True)
    assert [(result.status, round(result.score, 2)) for result in report.results] == [
        (PASSED, 1),
        (NOT_WRITTEN, 0),
        (PASSED, 1),
        (WAITING, 0.67),
        (WAITING, 0.67),
        (FAILED, 0),  # the cube calls the square
    ]
