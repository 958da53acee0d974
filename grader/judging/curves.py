"""Curves of training: thinned for keeping, and the student's beside the reference's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..checks.inputs import Curves

KEPT = 100  # points of a curve in a report


Kept = list[float | None]


def thinned(heights: Sequence[float | None]) -> Kept:
    """At most KEPT points, evenly spread, the first and the last among them, to six digits; None for what is not finite."""
    last = len(heights) - 1
    if last >= KEPT:
        heights = [heights[round(position * last / (KEPT - 1))] for position in range(KEPT)]
    return [float(f"{height:.6g}") if height is not None and math.isfinite(height) else None for height in heights]


def side_by_side(student: Curves, reference: Mapping[str, Sequence[float | None]]) -> dict[str, dict[str, Kept]]:
    """See report.Result.curves; the reference's may have been thinned before."""
    return {
        name: {"yours": thinned(heights)} | ({"reference": thinned(reference[name])} if name in reference else {})
        for name, heights in student.items()
    }
