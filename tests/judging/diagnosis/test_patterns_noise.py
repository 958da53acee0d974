"""An answer that is wrong in no known way has no cause, whatever its numbers happen to be."""

import numpy as np
import pytest
from support.wrong_answers import ids

MANY = {size: f"axis of length {size}" for size in range(2, 20)}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(), (1,), (2,), (3,), (4,), (2, 3), (4, 4), (2, 3, 4), (2, 2, 2, 2, 2), (30, 7)])
@pytest.mark.parametrize("noise", [1.0, 1e-1, 1e-2, 1e-3])
def test_unrelated_noise_has_no_cause(shape, noise, dtype):
    """An answer that is wrong in no known way is not explained away, whatever lengths there are."""
    for seed in range(20):
        rng = np.random.RandomState(seed)
        expected = rng.normal(1.0, 2.0, shape).astype(dtype)
        argument = {"argument 1 of f": rng.normal(1.0, 2.0, shape)}
        answer = expected + np.asarray(noise * rng.normal(1.0, 1.0, shape)).astype(dtype)
        assert ids(answer, expected, MANY, argument) == []


@pytest.mark.parametrize("seed", range(40))
def test_wrong_entries_at_random_places_have_no_cause(seed):
    """Of 40 rows with random wrong entries, two or more are neither the first, nor the last, nor all rows behind one."""
    rng = np.random.RandomState(seed)
    expected = rng.normal(1.0, 2.0, (40, 3))
    answer = np.where(rng.random_sample(expected.shape) < 0.1, rng.normal(1.0, 2.0, expected.shape), expected)
    assert ids(answer, expected, MANY) == []


@pytest.mark.parametrize("seed", range(40))
def test_a_few_simple_numbers_have_no_cause(seed):
    """Counts, classes and truth values are often equal by chance. One or two of them are no evidence."""
    rng = np.random.RandomState(seed)
    for shape in ((), (2,), (1, 2)):
        expected = rng.randint(1, 6, shape).astype(float)
        answer = expected + rng.randint(1, 4, shape)
        assert ids(answer, expected, MANY, {"argument 1 of f": answer}) == []


@pytest.mark.parametrize("seed", range(10))
def test_rounding_to_float16_is_not_taken_for_evidence(seed):
    """Half a percent is allowed there, so that a few numbers agree with one change or another by chance."""
    rng = np.random.RandomState(seed)
    for size in range(1, 5):
        expected = rng.normal(1.0, 2.0, size).astype(np.float16)
        assert ids(rng.normal(1.0, 2.0, size).astype(np.float16), expected, MANY) == []
