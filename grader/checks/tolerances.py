"""How far an answer may be from the expected answer: one table, by kind of comparison, dtype and device.

allowed = relative * |expected| + floor * max|expected| + absolute, element by element. The floor is tied to the scale of
the whole array, because an entry that should be 0 comes out as a rounding error of its neighbours.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from ..worker.wire import Array, DType


@dataclasses.dataclass(frozen=True)
class Tolerance:
    """One row of the table; the formula above says what each number means."""

    relative: float
    floor: float
    absolute: float


# float64: equivalent formulas differ by about 1e-13. The smallest named mistake (one-pass variance) differs by 1e-8.
# float32, float16: about a hundred rounding units. A float32 array computed in float16 is off by 1e-3.
# On a GPU float32 products may use TF32 (10 bits of mantissa) and sums have no fixed order.
VALUES = {
    ("float64", "cpu"): Tolerance(1e-9, 1e-11, 1e-13),
    ("float32", "cpu"): Tolerance(2e-5, 5e-6, 1e-7),
    ("float16", "cpu"): Tolerance(4e-3, 2e-3, 1e-5),
    ("float64", "gpu"): Tolerance(1e-9, 1e-10, 1e-12),
    ("float32", "gpu"): Tolerance(2e-3, 2e-3, 1e-6),
    ("float16", "gpu"): Tolerance(4e-3, 4e-3, 1e-5),
}
# Central differences in float64 are good to about 1e-9 of the largest slope.
SLOPES = Tolerance(1e-6, 1e-7, 1e-9)
# Exact kinds of number: indices, masks, counts.
EXACT = Tolerance(0.0, 0.0, 0.0)


@functools.cache
def tolerance(dtype: DType, device: str = "cpu", *, single: bool = False) -> Tolerance:
    """The row of the table for values of this dtype that were computed on this device.

    With `single` the row for float32 takes the place of the row for float64: see judging/precision.py.
    """
    if dtype.kind == "c":
        dtype = np.dtype(f"f{dtype.itemsize // 2}")
    if dtype.kind != "f":
        return EXACT
    place = "cpu" if device == "cpu" else "gpu"
    name = dtype.name if (dtype.name, place) in VALUES else "float64"
    return VALUES["float32" if single and name == "float64" else name, place]


def is_narrow(actual: Array, expected: Array, device: str = "cpu") -> bool:
    """Whether float64 numbers are right to the precision of float32."""
    limits = allowed(expected, tolerance(np.dtype(np.float32), device))
    return expected.dtype == np.float64 and not differs(actual, expected, limits).any()


def allowed(expected: Array, row: Tolerance) -> Array:
    """The allowed absolute differences, float64, in the shape of `expected`. Infinite entries must match exactly."""
    size = np.abs(np.asarray(expected, dtype=np.complex128 if expected.dtype.kind == "c" else np.float64))
    finite = np.where(np.isfinite(size), size, 0.0)
    scale = float(finite.max(initial=0.0))
    return np.asarray(row.relative * finite + row.floor * scale + row.absolute * (row.relative > 0))


def differs(actual: Array, expected: Array, limits: Array) -> Array:
    """Where `actual` is off by more than `limits`. NaN differs from everything. An infinity equals only itself."""
    with np.errstate(invalid="ignore", over="ignore"):
        distance = np.abs(np.asarray(actual, np.complex128) - np.asarray(expected, np.complex128))
        # If no difference is allowed, only equality counts: beyond 2**53 the rounded distance of different integers is 0.
        same = ((limits > 0) & (distance <= limits)) | (actual == expected)
    return np.asarray(~same)
