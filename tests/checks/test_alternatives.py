"""Answers that are right in many ways: every right form passes, and a wrong one is named by its place."""

import itertools

import numpy as np
import pytest

from grader.checks.alternatives import all_close, best_choice, close_up_to_sign, same_groups, same_rows
from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.checks.setting import Wrong, judging_on
from grader.values.errors import UselessExpectation
from grader.values.finding import Kind

LABELS = np.array([4, 4, 0, 9, 0, 4])
ROWS = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 5.0], [1.0, 2.0]])
VECTORS = np.linalg.qr(np.random.RandomState(0).normal(size=(4, 3)))[0]
OBJECT = Handle(ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name=""), 1, "Tree")
NO_ARRAYS = ["text", None, OBJECT, [[1.0]], {}]


def fails(words, judgement, *args, kind=None, **kwargs):
    """The judgement fails with these words."""
    with pytest.raises(Wrong) as wrong:
        judgement(*args, **kwargs)
    assert words in wrong.value.reason, wrong.value.reason
    assert kind is None or wrong.value.kind is kind
    return wrong.value


@pytest.mark.parametrize("names", list(itertools.permutations([0, 1, 7])), ids=str)
@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.uint8])
def test_groups_with_any_numbers(names, dtype):
    """Whichever labels stand for the three groups, in whichever dtype."""
    same_groups(np.array(names, dtype)[[0, 0, 1, 2, 1, 0]], LABELS, "labels")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 0, 1, 1, 1, 0], "labels puts the places 2 and 3 into one group, and they belong to two"),
        ([0, 0, 1, 2, 3, 0], "labels puts the places 2 and 4 into two groups, and they belong to one"),
        ([0, 0, 0, 0, 0, 0], "labels puts the places 0 and 2 into one group"),
        ([0, 1, 2, 3, 4, 5], "labels puts the places 0 and 1 into two groups"),
        ([0, 0, 1, 2, 1], "has shape (5,), expected (6,)"),
        ([0, 0, 1, np.nan, 1, 0], "nan"),
    ],
)
def test_other_groups(labels, words):
    """The first pair that is wrong is named."""
    fails(words, same_groups, np.array(labels), LABELS, "labels")


def test_other_numbers_of_one_wrong_partition_are_one_wrong_answer():
    """So a mistake is known by it."""
    first, second = (
        fails("", same_groups, np.array(x), LABELS, "labels") for x in ([5, 5, 1, 1, 1, 1], [0, 0, 2, 2, 2, 2])
    )
    assert np.array_equal(first.actual, second.actual) and first.reason == second.reason


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_rows_in_any_order(order):
    """The places bring what belongs to the rows into the expected order."""
    given = ROWS[list(order)] * (1 + 1e-12)
    places = same_rows(given, ROWS, "means")
    assert sorted(places) == [0, 1, 2, 3]
    np.testing.assert_allclose(given[places], ROWS)


def test_rows_of_any_shape():
    """Single numbers and matrices are rows too."""
    assert same_rows(np.array([3.0, 1.0, 2.0]), [1.0, 2.0, 3.0], "values").tolist() == [1, 2, 0]
    assert same_rows(np.stack([np.eye(2), np.ones((2, 2))]), [np.ones((2, 2)), np.eye(2)], "matrices").tolist() == [
        1,
        0,
    ]


def test_rows_that_are_nearly_equal():
    """A row that fits two expected rows is left to the one that has no other."""
    expected = np.array([1.0, 1.0 + 1.5e-9])
    given = np.array([1.0 + 0.8e-9, 1.0 - 0.7e-9])
    for turned in (given, given[::-1]):
        places = same_rows(turned, expected, "values")
        np.testing.assert_allclose(turned[places], given[::-1], rtol=1e-13)


def test_wrong_rows():
    """One that is off, one that occurs too often; the nearest stands beside it."""
    given = ROWS[::-1].copy()
    given[1, 1] = 6.0
    words = "means in the expected order[2, 1] is 6, expected 5"
    wrong = fails(words, same_rows, given, ROWS, "means", kind=Kind.VALUES)
    assert np.array_equal(wrong.actual, [[1, 2], [3, 4], [1, 6], [1, 2]])
    fails("means in the expected order", same_rows, ROWS[[0, 1, 2, 2]], ROWS, "means")
    fails("has shape (3, 2), expected (4, 2)", same_rows, ROWS[:3], ROWS, "means")
    fails("holds nan", same_rows, ROWS * np.nan, ROWS, "means")


@pytest.mark.parametrize("signs", list(itertools.product([1, -1], repeat=3)), ids=str)
@pytest.mark.parametrize("columns", [True, False])
def test_signs(signs, columns):
    """Each vector may have its own sign, along columns or rows."""
    given = VECTORS * signs
    if columns:
        close_up_to_sign(given, VECTORS, "vectors", axis=0)
    else:
        close_up_to_sign(given.T, VECTORS.T, "vectors")


def test_wrong_vectors():
    """The sign of one entry, another factor, another vector, the other axis; the sign of a whole matrix is no help."""
    given = VECTORS.copy()
    given[2, 1] *= -1
    fails("vectors up to signs[2, 1] is", close_up_to_sign, given, VECTORS, "vectors", axis=0)
    for wrong in (
        2 * VECTORS,
        VECTORS[:, ::-1],
        np.abs(VECTORS),
        VECTORS * 0,
        VECTORS * np.nan,
        VECTORS[:3],
        VECTORS.T,
    ):
        with pytest.raises(Wrong):
            close_up_to_sign(wrong, VECTORS, "vectors", axis=0)
    fails("up to signs", close_up_to_sign, VECTORS * [1, -1, 1], VECTORS, "vectors", axis=1)


def test_ties():
    """Any of the best, within rounding; the smallest scores where those are meant; one choice or many."""
    scores = np.array([[0.1 + 0.2, 0.3, 0.0], [2.0, 5.0, 5.0]])
    for choice in itertools.product([0, 1], [1, 2]):
        best_choice(np.array(choice), scores, "labels")
    best_choice(2, scores[0], "place", least=True)
    best_choice(np.float64(0.0), [1.0, np.inf, 1.0], "place", least=True)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ([2, 1], "labels[0] has the score 0, and the largest is 0.3; 1 of 2 choices are off"),
        ([0, 0], "labels[1] has the score 2, and the largest is 5; 1 of 2"),
        ([0, 3], "labels[1] is 3, and there are the choices 0 to 2"),
        ([-1, -1], "labels[0] is -1, and there are the choices 0 to 2; 2 of 2"),
        ([0, 1.5], "whole numbers"),
        ([0, np.inf], "inf"),
        ([[0, 1]], "shape (1, 2), expected (2,)"),
    ],
)
def test_choices_that_are_not_best(choice, words):
    """The score that was chosen stands beside the best one."""
    fails(words, best_choice, np.array(choice), [[0.3, 0.3, 0.0], [2.0, 5.0, 5.0]], "labels")
    fails("the least is 2", best_choice, 1, [2.0, 5.0], "place", least=True)


NESTED = {"w": [(np.eye(2), None), (np.ones(3), "relu")], "steps": 3, "losses": [2.0, 0.0]}


def test_nested_answers():
    """Lists and tuples stand for each other, and lists of numbers for arrays."""
    all_close(NESTED, NESTED, "state")
    other = {"steps": 3.0, "losses": np.array([2.0, 1e-12]), "w": ([np.eye(2), None], ([1.0, 1.0, 1.0], "relu"))}
    all_close(other, NESTED, "state")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda s: s["w"][0].__setitem__(0, np.array([[1, 0], [0.5, 1]])),
            "state['w'][0][0][1, 0] is 0.5, expected 0",
        ),
        (lambda s: s["w"][0].__setitem__(1, 1.0), "state['w'][0][1] is a number, expected None"),
        (lambda s: s["w"][1].__setitem__(1, "tanh"), "state['w'][1][1] is 'tanh', expected 'relu'"),
        (lambda s: s["w"][1].append(1.0), "state['w'][1] is a list of 3"),
        (lambda s: s["w"].pop(), "state['w'] is a list of 1"),
        (lambda s: s.update(w=np.ones(2)), "state['w'] is an array of shape (2,), expected a list of 2"),
        (lambda s: s.update(w=OBJECT), "state['w'] is an object of type Tree"),
        (lambda s: s.update(more=1), "is a dict with the keys 'w', 'steps', 'losses', 'more', expected a dict"),
        (lambda s: s.pop("steps"), "is a dict with the keys 'w', 'losses'"),
        (lambda s: s.update(steps="3"), "state['steps'] is a str, where an array is expected"),
        (lambda s: s.update(steps=4), "state['steps'] is 4, expected 3"),
        (lambda s: s.update(losses=[2.0]), "state['losses'] has shape (1,), expected (2,)"),
        (lambda s: s.update(losses=[2.0, None]), "state['losses'][1] is None"),
    ],
)
def test_the_place_in_a_nested_answer(change, words):
    """Each message names it."""
    state = {"w": [[np.eye(2), None], [np.ones(3), "relu"]], "steps": 3, "losses": [2.0, 0.0]}
    change(state)
    fails(words, all_close, state, NESTED, "state")


@pytest.mark.parametrize("answer", NO_ARRAYS, ids=repr)
def test_no_arrays(answer):
    """They are answers of a wrong form, never errors of the check."""
    for judgement, expected in ((same_groups, LABELS), (same_rows, ROWS), (close_up_to_sign, VECTORS), (best_choice, [1, 2]),
                                (all_close, ROWS), (all_close, [ROWS, ROWS]), (all_close, {"a": 1.0})):  # fmt: skip
        with pytest.raises(Wrong):
            judgement(answer, expected, "it")


@pytest.mark.parametrize(
    ("judgement", "actual", "expected"),
    [
        (same_groups, np.zeros(3), np.zeros(3)),
        (same_groups, np.zeros(0), np.zeros(0)),
        (same_rows, np.float64(1.0), 1.0),
        (same_rows, np.zeros((0, 2)), np.zeros((0, 2))),
        (close_up_to_sign, np.zeros(0), np.zeros(0)),
        (best_choice, 0, [1.0, 1.0]),
        (best_choice, 0, [1.0, np.nan]),
        (best_choice, 0, [-np.inf, -np.inf]),
        (best_choice, 0, 1.0),
        (all_close, [], []),
        (all_close, {"a": None}, {"a": None}),
        (all_close, [1.0], [{1, 2}]),
    ],
)
def test_expectations_that_prove_nothing(judgement, actual, expected):
    """Code that is not written would meet them."""
    with pytest.raises(UselessExpectation):
        judgement(actual, expected, "it")


def test_numbers_are_compared():
    """A check may judge by any of them alone."""
    for judgement, actual, expected in ((same_groups, LABELS, LABELS), (same_rows, ROWS, ROWS), (best_choice, 1, [1, 2]),
                                        (close_up_to_sign, VECTORS, VECTORS), (all_close, [1.0], [1.0])):  # fmt: skip
        with judging_on("cpu") as setting:
            judgement(actual, expected, "it")
        assert setting.values == 1 and setting.problem == ""
