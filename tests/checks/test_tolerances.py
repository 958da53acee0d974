"""One table of tolerances: it knows dtypes and devices, and what it allows is tied to the size of the values."""

import numpy as np
import pytest

from grader.checks.tolerances import EXACT, SLOPES, VALUES, Tolerance, allowed, differs, tolerance


@pytest.mark.parametrize(
    ("dtype", "device", "row"),
    [
        ("float64", "cpu", VALUES["float64", "cpu"]),
        ("float32", "cpu", VALUES["float32", "cpu"]),
        ("float16", "cpu", VALUES["float16", "cpu"]),
        ("complex128", "cpu", VALUES["float64", "cpu"]),
        ("complex64", "cpu", VALUES["float32", "cpu"]),
        ("float32", "cuda", VALUES["float32", "gpu"]),
        ("float32", "cuda:1", VALUES["float32", "gpu"]),
        ("float64", "mps", VALUES["float64", "gpu"]),
        ("int64", "cpu", EXACT),
        ("uint8", "cuda", EXACT),
        ("bool", "cpu", EXACT),
    ],
)
def test_the_row_of_a_dtype(dtype, device, row):
    """Complex numbers are as good as their halves; whole numbers and masks are exact on every device."""
    assert tolerance(np.dtype(dtype), device) == row


def test_narrower_dtypes_are_allowed_more():
    """Each row is looser than that of the next wider dtype, and a GPU is never stricter than the CPU."""
    for place in ("cpu", "gpu"):
        rows = [VALUES[name, place] for name in ("float64", "float32", "float16")]
        assert rows[0].relative < rows[1].relative < rows[2].relative
    for name in ("float64", "float32", "float16"):
        assert VALUES[name, "gpu"].floor >= VALUES[name, "cpu"].floor


def test_the_float32_row_catches_float16():
    """A float32 answer that was computed in float16 is wrong, and so is a float64 answer computed in float32."""
    x = np.random.RandomState(0).normal(size=1000)
    for wide, narrow in ((np.float64, np.float32), (np.float32, np.float16)):
        exact = x.astype(wide)
        limits = allowed(exact, tolerance(exact.dtype))
        assert differs(exact.astype(narrow).astype(wide), exact, limits).any()


def test_allowed_adds_three_terms():
    """Relative to the entry, to the largest entry, and an absolute rest."""
    limits = allowed(np.array([0.0, -100.0, 1.0]), Tolerance(1e-2, 1e-3, 1e-5))
    assert limits == pytest.approx([0.1 + 1e-5, 1.0 + 0.1 + 1e-5, 0.01 + 0.1 + 1e-5])


def test_infinities_do_not_widen_the_rest():
    """An infinite entry neither is the scale nor has a limit of its own beyond the floor."""
    limits = allowed(np.array([np.inf, 2.0, np.nan]), Tolerance(1e-2, 1e-3, 0.0))
    assert limits == pytest.approx([0.002, 0.022, 0.002])


def test_allowed_has_the_shape_of_the_expected_answer():
    """Numbers and empty arrays too."""
    for shape in ((), (0, 3), (2, 1, 4)):
        assert allowed(np.ones(shape), SLOPES).shape == shape


def test_allowed_of_complex_numbers_goes_by_their_size():
    """3+4j is as large as 5."""
    assert allowed(np.array([3 + 4j]), Tolerance(1e-2, 0.0, 0.0)) == pytest.approx([0.05])


def test_exact_allows_nothing():
    """Not even the absolute rest."""
    assert not allowed(np.array([0, 10**15]), EXACT).any()
    assert not allowed(np.array([True, False]), EXACT).any()


@pytest.mark.parametrize(
    ("actual", "expected", "off"),
    [
        (1.0, 1.05, False),
        (1.0, 1.2, True),
        (np.nan, 1.0, True),
        (1.0, np.nan, True),
        (np.nan, np.nan, True),
        (np.inf, np.inf, False),
        (-np.inf, np.inf, True),
        (1e308, np.inf, True),
        (np.inf, 1e308, True),
        (1 + 1j, 1.0, True),
        (1 + 0.05j, 1.0, False),
        (-0.0, 0.0, False),
        (1e308, -1e308, True),
    ],
)
def test_what_differs(actual, expected, off):
    """NaN differs from everything, infinities only equal themselves, an imaginary part counts."""
    assert differs(np.array(actual), np.array(expected), np.array(0.1)).item() is off


def test_neighbouring_large_integers_differ():
    """Whole numbers are compared as such: beyond 2**53 they have no float64 of their own."""
    expected = np.array([2**53, 2**62])
    assert differs(expected + 1, expected, allowed(expected, EXACT)).all()
    assert not differs(expected.copy(), expected, allowed(expected, EXACT)).any()


def test_booleans_and_numbers_compare_by_value():
    """True is 1 and not 2."""
    assert differs(np.array([1, 2, 0]), np.array([True, True, False]), np.zeros(3)).tolist() == [False, True, False]
