"""The check decorator makes a value from a function and refuses what cannot be graded."""

import math

import pytest

from grader.checks.check import CALL_LIMIT, Check, check, pieces
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


def each_of(student, reference, rng, name):
    """A claim about several exercises."""


def test_items_are_asked_one_by_one():
    """Each piece has a name, its own checks to wait for and its share of the points, and messages name it as a case."""
    second = check(points=1)(other)
    whole = check(points=3, after=first, each={"a": None, "b": second, "c": (first, second)})(each_of)
    assert [(piece.name, piece.points, piece.after) for piece in whole.pieces] == [
        ("each_of[a]", 1.0, ("first",)),
        ("each_of[b]", 1.0, ("first", "other")),
        ("each_of[c]", 1.0, ("first", "first", "other")),
    ]
    assert [(piece.item, piece.function) for piece in whole.pieces] == [(item, each_of) for item in "abc"]
    assert first.pieces == (first,)
    names = ["first", "each_of[a]", "each_of[b]", "each_of[c]"]
    assert [piece.name for piece in pieces([first, whole])] == names


def test_a_piece_is_waited_for():
    """`after=` and `each=` take a piece of another check."""
    forward = check(points=1, each={"a": None, "b": None})(each_of)
    assert check(points=1, after=forward["b"])(other).after == ("each_of[b]",)
    with pytest.raises(TopicError, match="the check each_of is not asked about 'c'"):
        forward["c"]
    with pytest.raises(TopicError, match="the check each_of is asked about no item"):
        check(points=1, each={})(each_of)


def test_nothing_waits_for_a_strict_claim():
    """It may be named where one looks first."""
    strict = check(points=1, strict="precision", after=first)(other)
    assert (strict.strict, check(points=1, look_first=strict)(each_of).look_first) == ("precision", ("other",))
    for waits in ({"after": strict}, {"each": {"a": strict}}):
        with pytest.raises(TopicError, match="each_of comes after other, which is strict about precision"):
            check(points=1, **waits)(each_of)


def test_an_unknown_kind_of_strictness():
    """The message has the nearest kind and all kinds."""
    with pytest.raises(TopicError, match="strict about 'argument': choose one of precision, .*Did you mean arguments"):
        check(points=1, strict="argument")(other)
