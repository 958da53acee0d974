"""Rounding has both signs and the size of an ulp; a small constant moves everything to one side."""

import numpy as np
import pytest
from support.wrong_answers import CUBE, POSITIVE, X, causes, ids, sentences

WIDE = np.random.RandomState(2).normal(0.4, 2.0, (30, 7))


def in_float32(values, *operations):
    """What operations in float32 make of the values, as float64."""
    rounded = values.astype(np.float32)
    for operation in operations:
        rounded = operation(rounded).astype(np.float32)
    return rounded.astype(np.float64)


def test_a_cast_at_the_end_is_certain():
    """Every number is one of float32, even if it is the only one."""
    [cause] = causes(in_float32(X), X)
    assert (cause.id, cause.likely) == ("float32", False)
    assert cause.sentence.endswith("its numbers were cast to float32, and the input is float64.")
    assert ids(in_float32(X[0, 0]), np.asarray(X[0, 0])) == ["float32"]


@pytest.mark.parametrize("seed", range(10))
def test_rounding_on_the_way_is_likely(seed):
    """What was computed in float64 after it has more digits."""
    x = np.random.RandomState(seed).normal(0.4, 2.0, (6, 8))
    [cause] = causes(np.tanh(in_float32(x)) * 1.1, np.tanh(x) * 1.1)
    assert (cause.id, cause.likely) == ("float32", True) and "probably" in cause.sentence


@pytest.mark.parametrize("eps", [1e-8, 1e-7, 1e-6, 1e-5, 1e-4])
@pytest.mark.parametrize("shape", [(6, 5), (30, 7)])
def test_an_eps_is_not_rounding(eps, shape):
    """It moves every entry to one side: log(p + eps), x / (norm + eps), x / sqrt(v + eps)."""
    rng = np.random.RandomState(8)
    p, x, v = rng.uniform(0.2, 0.8, shape), rng.normal(0.4, 2.0, shape), rng.uniform(0.5, 2.0, shape)
    norm = np.sqrt((x**2).sum(1, keepdims=True))
    for actual, right in (
        (-np.log(p + eps), -np.log(p)),
        (x / (norm + eps), x / norm),
        (x / np.sqrt(v + eps), x / np.sqrt(v)),
    ):
        [cause] = causes(actual, right)
        assert (cause.id, cause.likely) == ("eps", True) and "probably a small constant, an eps" in cause.sentence


def test_the_side_is_named():
    """Towards 0, away from it, up or down."""
    v = POSITIVE + 1
    assert sentences(X / (v + 1e-6), X / v)[0].startswith("dx is a little too near to 0 everywhere")
    assert sentences(X / (v - 1e-6), X / v)[0].startswith("dx is a little too far from 0 everywhere")
    assert sentences(np.log(POSITIVE + 1e-6), np.log(POSITIVE))[0].startswith("dx is a little too large everywhere")
    assert sentences(v / (v**2 + 1e-6), 1 / v)[0].startswith("dx is a little too small everywhere")


@pytest.mark.parametrize("size", [1e-7, 1e-6, 1e-5, 1e-4])
def test_small_errors_of_both_signs_are_no_eps(size):
    """They are rounding if they have its size, and have no known cause if they are larger."""
    signs = np.random.RandomState(4).choice([-1.0, 1.0], WIDE.shape) * np.random.RandomState(5).uniform(
        0.1, 1.0, WIDE.shape
    )
    assert ids(WIDE * (1 + size * signs), WIDE) == (["float32"] if size == 1e-7 else [])


def test_one_factor_is_no_eps():
    """Pi as 3.14 makes everything smaller by one and the same share."""
    assert ids(X * 3.14 / np.pi, X) == []


def test_few_numbers_are_neither():
    """Four small errors have one sign by chance; one small error may be anything."""
    for count in range(1, 7):
        assert ids(WIDE[0, :count] * (1 + 1e-7), WIDE[0, :count]) == []
        assert ids(WIDE[0, :count] * (1 - 1e-7 * np.arange(1, count + 1)), WIDE[0, :count]) == []


def test_other_dtypes_are_not_blamed_on_float32():
    """A float32 answer is as precise as it can be, and a whole number is exact."""
    assert ids((CUBE * (1 + 1e-4)).astype(np.float32), CUBE.astype(np.float32)) == []
    assert ids(np.array([2, 3, 4, 6]), np.array([2, 3, 4, 5])) == ["last_wrong"]
