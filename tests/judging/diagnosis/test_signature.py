"""Two wrong outcomes are compared by how they are wrong, in which answer, and by their numbers."""

import dataclasses

import numpy as np
import pytest

from grader.judging.diagnosis.fingerprints import of_array
from grader.judging.diagnosis.signature import Signature

ANSWER = np.linspace(1.0, 2.0, 7)


@pytest.fixture
def signature():
    return Signature("values", "dx", of_array(ANSWER))


def test_equal_outcomes_are_alike(signature):
    """Up to rounding, as far as is allowed."""
    rounded = dataclasses.replace(signature, fingerprint=of_array(ANSWER * (1 + 1e-9)))
    assert signature.like(signature, 0.0)
    assert signature.like(rounded, 1e-6) and not signature.like(rounded, 1e-12)


@pytest.mark.parametrize(
    "change",
    [{"kind": "shape"}, {"name": "dw"}, {"fingerprint": of_array(ANSWER + 1)}],
    ids=lambda change: next(iter(change)),
)
def test_outcomes_that_differ_in_one_respect_are_not_alike(signature, change):
    """The same numbers in another answer have another cause."""
    other = dataclasses.replace(signature, **change)
    assert not signature.like(other, 1e-6) and not other.like(signature, 1e-6)
