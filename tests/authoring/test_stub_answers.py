"""Each sort of stub answers in its own way, in the form of the right answer, and computes nothing from its inputs."""

import numpy as np
import pytest

from grader.authoring.stub_answers import FEWER, FORGED, NOT_WRITTEN, SORTS, StubCall

X, M = np.array([[1.0, 2.0, 3.0]]), np.array([True, False])


def call(right, *args, elsewhere=None):
    """A call of a NumPy function with this right answer."""
    return StubCall(
        args,
        lambda: right,
        lambda: elsewhere,
        lambda value: value if isinstance(value, np.ndarray) else None,
        lambda array: array,
        lambda value: "stand-in",
    )


def answer(name, right, *args, elsewhere=None):
    """What the sort with this name answers."""
    [sort] = [sort for sort in SORTS if sort.name == name]
    return sort.answer(call(right, *args, elsewhere=elsewhere))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("return zeros", 0 * X),
        ("return ones in float32", np.ones((1, 3), np.float32)),
        ("return NaN", np.full((1, 3), np.nan)),
        ("return one entry, 0, in each array's place", np.zeros(1)),
        ("return arrays without rows", np.zeros((0, 3))),
        ("return arrays whose last axis is empty", np.zeros((1, 0))),
        ("return arrays with an empty axis in front", np.zeros((1, 0, 1, 3))),
        ("return zeros like the first argument", np.zeros(2, bool)),
        ("return float32 zeros like the first argument", np.zeros(2, np.float32)),
        ("return zeros like the last argument", np.zeros((2, 2))),
        ("return the first argument in each array's place", M),
        ("return the answer to other arguments", X + 1),
    ],
)
def test_arrays_inside_an_answer(name, expected):
    """The form stays; texts are emptied, and objects of the solution are hidden."""
    right, given = (X, {"y": X, "name": "w"}, None, object()), (M, {"a": np.ones((2, 2))})
    found = answer(name, right, *given, elsewhere=(X + 1, {"y": X + 1, "name": "w"}, None, object()))
    assert (found[1]["name"], found[2], found[3]) == ("", None, "stand-in")
    for array in (found[0], found[1]["y"]):
        np.testing.assert_array_equal(array, expected)
        assert array.dtype == expected.dtype


def test_numbers():
    """A Python number stays one."""
    assert repr(answer("return zeros", 2.5)) == "0.0"
    assert repr(answer("return ones", (3, True))) == "(1, True)"


def test_arguments_themselves():
    """The same object, or a copy of it."""
    assert answer("return the first argument", X, M, X) is M
    assert answer("return the last argument", X, M, X) is X
    copy = answer("return a copy of the first argument", X, M)
    assert copy is not M and np.array_equal(copy, M)
    assert answer("return the first argument", X, 7) == 7
    assert answer("return the first argument", X) is None


def test_arguments_filled_with_zeros():
    """In place, those in dicts and lists too."""
    x, y, z = np.ones(2), np.ones(3), np.ones(4)
    assert np.array_equal(answer("fill the arguments with zeros, and return zeros", X, x, {"y": y}, [z]), 0 * X)
    assert not (x.any() or y.any() or z.any())


def test_an_object_that_lies():
    """It is whatever is asked of it."""
    lie = answer("return an object that is equal to everything", X)
    assert lie == 3 and lie < 3 < lie and lie and float(lie) == len(lie) == 0
    assert (lie + 1) * 2 is lie and lie.anything(1)[2] is lie and list(lie) == []
    assert np.asarray(lie) == 0.0


def test_where_the_solution_fails():
    """A stub that cannot know the right form starts from its first argument."""

    def fails():
        raise ValueError

    [zeros] = [sort for sort in SORTS if sort.name == "return zeros"]
    failing = StubCall((X,), fails, fails, lambda value: value, lambda array: array, lambda value: value)
    assert np.array_equal(zeros.answer(failing), 0 * X)


def test_sorts():
    """Names are unique; the smaller lists are parts of the whole; the skeleton's own way is not among them."""
    names = [sort.name for sort in SORTS]
    assert len(set(names)) == len(names) > 25
    assert set(FEWER) < set(SORTS) and set(FORGED) < set(SORTS) and NOT_WRITTEN not in SORTS
    with pytest.raises(NotImplementedError):
        NOT_WRITTEN.answer(call(X))
