"""Fingerprints survive another machine's rounding and tell apart what students and mistakes answer differently."""

import numpy as np
import pytest

from grader.checks.handles import Handle
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.judging.diagnosis.fingerprints import (
    LARGEST,
    answer_tolerance,
    is_narrow,
    matches,
    of_array,
    of_question,
    same_question,
)

X = np.random.RandomState(1).normal(2.0, 3.0, (6, 5))


@pytest.fixture
def handle():
    """Make handles of one proxy whose answerer is never asked."""
    proxy = ModuleProxy(None, Inputs(), trusted=True, seconds=1.0, seed_name="")
    return lambda number, type_name: Handle(proxy, number, type_name)


def same(one, other):
    """Whether two answers have the same cause, as far as their numbers tell."""
    return matches(of_array(one), of_array(other), answer_tolerance(one))


def swapped(x):
    """Two rows exchanged."""
    return x[[1, 0, *range(2, len(x))]]


def put(value, *places):
    """X with a value at some flat places."""
    x = X.copy()
    x.flat[list(places)] = value
    return x


@pytest.mark.parametrize("seed", range(5))
def test_rounding_does_not_matter(seed):
    """Relative noise of 1e-13, as another BLAS makes it, leaves an answer recognisable."""
    noise = np.random.RandomState(seed).normal(size=X.shape)
    assert same(X, X * (1 + 1e-13 * noise))
    assert same(X.astype(np.float32), X.astype(np.float32) * (1 + 1e-6 * noise).astype(np.float32))


@pytest.mark.parametrize(
    "other",
    [-X, swapped(X), X[:, ::-1], X + 1e-3, X * 1.001, put(0.0, 7), X.T.reshape(6, 5), np.abs(X), X.clip(0)],
    ids="sign rows_swapped reversed offset factor one_entry reshaped absolute clipped".split(),
)
def test_other_numbers_are_told_apart(other):
    """Each way of being wrong leaves its own fingerprint."""
    assert not same(X, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (X, X.T),
        (X, X.reshape(-1)),
        (np.ones(1), np.float64(1.0)),
        (np.ones(3), np.ones(3, int)),
        (np.ones(3), np.ones(3, complex)),
        (np.array([True, False]), np.array([1, 0])),
        (np.zeros((0, 3)), np.zeros((3, 0))),
    ],
)
def test_other_forms_are_told_apart(one, other):
    """Shape and kind of number are part of a fingerprint."""
    assert not same(one, other)


def test_the_width_of_a_dtype_is_no_part():
    """An answer of the same values in float32 has the same cause, within the tolerance of float32."""
    assert matches(of_array(X), of_array(X.astype(np.float32)), 2e-5)


def test_an_imaginary_part_counts():
    """Complex answers are compared in both halves."""
    assert not same(X + 0j, X + 1e-3j)
    assert same(X + 1j, X + 1j)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (put(np.nan, 3), put(np.nan, 3), True),
        (put(np.nan, 3), put(np.nan, 3, 4), False),
        (put(np.nan, 3), put(np.nan, 9), False),
        (put(np.nan, 3), put(np.inf, 3), False),
        (put(np.inf, 3), put(-np.inf, 3), False),
        (put(np.nan, *range(30)), put(np.nan, *range(30)), True),
    ],
)
def test_nan_and_infinities_are_counted(one, other, alike):
    """How many there are of each kind stands in the form; the finite rest stands in the numbers."""
    assert same(one, other) is alike


def test_huge_numbers_do_not_overflow():
    """An answer near the largest float still has a finite fingerprint."""
    form, numbers = of_array(np.full(100, 1e308))
    assert np.isfinite(numbers).all()
    assert form == "f[100]"


def test_small_answers_are_told_apart():
    """The tolerance goes with the size of the answer."""
    assert not same(1e-6 * X, -1e-6 * X)


def test_a_vast_answer_costs_little():
    """Of a vast answer the beginning is looked at, and its whole shape."""
    one, other = np.zeros(LARGEST + 5), np.zeros(LARGEST + 6)
    assert not same(one, other)
    other = one.copy()
    other[0] = 1.0
    assert not same(one, other)


@pytest.mark.parametrize(
    ("value", "relative"),
    [(X, 1e-9), (X.astype(np.float32), 2e-5), (np.arange(3), 1e-9), (np.zeros(3, complex), 1e-9)],
)
def test_answer_tolerance(value, relative):
    """As the table says for the dtype of the answer, and never 0."""
    assert answer_tolerance(value) == relative


def ask(*args, **kwargs):
    """The fingerprint of a question."""
    return of_question({"op": "call", "name": "f", "args": list(args), "kwargs": kwargs})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ask(X), ask(X * (1 + 1e-13))),
        (ask(0.1 + 0.2), ask(0.3)),
        (ask(a=1, b=X), ask(b=X, a=1)),
        (ask((1, 2)), ask([1, 2])),
        (ask(np.float64(0.25)), ask(0.25)),
        (ask(float("nan")), ask(float("nan"))),
        (ask(), ask()),
    ],
)
def test_the_same_question(one, other):
    """Rounding, the order of keywords and what the wire does not keep make no other question."""
    assert same_question(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ask(X), ask(-X)),
        (ask(X), ask(X.T)),
        (ask(X), ask(X.astype(np.float32))),
        (ask(X), ask(X, X)),
        (ask(0.1), ask(0.2)),
        (ask(3), ask(4)),
        (ask(3), ask(3.0)),
        (ask(True), ask(1)),
        (ask("mean"), ask("sum")),
        (ask(None), ask(False)),
        (ask(axis=0), ask(0)),
        (ask(a=1), ask(b=1)),
        (ask({"w": X}), ask({"w": -X})),
        (ask([X, 1]), ask([X])),
        (ask(float("inf")), ask(float("-inf"))),
    ],
)
def test_another_question(one, other):
    """Values, dtypes, words, names and structure count."""
    assert not same_question(one, other)


def test_the_exercise_is_part_of_the_question():
    """g(x) is not f(x)."""
    assert not same_question(ask(X), of_question({"op": "call", "name": "g", "args": [X], "kwargs": {}}))


def test_handles_count_by_their_type(handle):
    """Numbers of handles differ from run to run; what they stand for does not."""
    assert same_question(ask(handle(1, "Cache")), ask(handle(2, "Cache")))
    assert not same_question(ask(handle(1, "Cache")), ask(handle(1, "Adam")))
    assert not same_question(ask(handle(1, "Cache")), ask(None))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_precision_of_an_answer_is_seen(dtype):
    """By the digits of its numbers."""
    assert is_narrow(of_array(np.random.RandomState(1).normal(size=(3, 4)).astype(dtype))) == (dtype != "float64")
