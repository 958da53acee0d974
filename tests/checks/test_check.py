"""The check decorator makes a value from a function and refuses what cannot be graded."""

import math

import pytest

from grader.checks.check import CALL_LIMIT, Check, check
from grader.values.errors import TopicError


@check(points=2)
def first(student, reference, rng):
    """The claim.

    What authors should know.
    """


def other(student, reference, rng):
    """Another claim."""


def test_a_check_is_its_function_with_a_claim():
    """Name, first line of the docstring, points and defaults are taken over."""
    assert isinstance(first, Check)
    assert (first.name, first.claim, first.points, first.part) == ("first", "The claim.", 2, "numpy")
    assert first.after == ()
    assert first.seconds == CALL_LIMIT


def test_settings_are_kept():
    """Part, limit and the names of the checks before it."""
    second = check(points=0.5, part="torch", seconds=0.2)(other)
    assert (second.points, second.part, second.seconds) == (0.5, "torch", 0.2)
    assert check(points=1, after=first)(other).after == ("first",)
    third = check(points=1)(other)
    assert check(points=1, after=(first, third))(other).after == ("first", "other")


def test_the_function_is_kept_as_it_is():
    """Calling it is the runner's business."""
    assert check(points=1)(other).function is other


def test_without_a_docstring():
    """The docstring is what students read: a check without one is refused."""

    def silent(student, reference, rng):
        pass

    with pytest.raises(TopicError, match="the check silent has no docstring"):
        check(points=1)(silent)


@pytest.mark.parametrize("points", [0, -1, math.nan])
def test_points_are_above_0(points):
    """A check that cannot earn anything is refused."""
    with pytest.raises(TopicError, match=r"the check other is worth .* points: give it more than 0"):
        check(points=points)(other)


def test_an_unknown_part():
    """The message names the parts there are."""
    with pytest.raises(TopicError, match="of part 'jax': choose one of numpy, torch"):
        check(points=1, part="jax")(other)


def test_after_a_check_of_another_part():
    """A part that is judged earlier; a later one has no results yet."""
    later = check(points=1, part="torch", after=first)(other)
    assert (later.part, later.after) == ("torch", ("first",))
    with pytest.raises(
        TopicError, match="the check other comes after other of the part 'torch', which is judged later"
    ):
        check(points=1, after=later)(other)


def test_arguments_have_names():
    """`check(2)` does not say what 2 is."""
    with pytest.raises(TypeError):
        check(2)
