"""Each layout holds the same numbers, lies otherwise in memory, and shares no memory with the array."""

import numpy as np
import pytest

from grader.worker.layouts import LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(), (5,), (4, 3), (2, 3, 4), (1, 3), (0, 2)])
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool"])
def test_the_array_is_equal(layout, shape, dtype):
    """In every entry, shape and dtype."""
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    made = LAYOUTS[layout](array)
    assert made.dtype == array.dtype and made.shape == array.shape and np.array_equal(made, array)


def test_the_layouts_differ():
    """Spaced arrays are not contiguous, transposed ones run the other way, and read-only ones cannot be written to."""
    array = np.arange(12.0).reshape(4, 3)
    assert not LAYOUTS["spaced"](array).flags.contiguous
    flags = LAYOUTS["transposed"](array).flags
    assert flags.f_contiguous and not flags.c_contiguous
    frozen = LAYOUTS["read_only"](array)
    with pytest.raises(ValueError, match="read-only"):
        frozen += 1
    assert array[0, 0] == 0
