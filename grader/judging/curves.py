"""Training curves for reports: thin them, and put the student's beside the reference's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..checks.inputs import Curves
from ..worker.protocol.replies import bounded

KEPT = 100  # points of a curve in a report

KeptCurve = list[float | None]  # None stands for NaN and infinities, which JSON does not have


def thinned(heights: Sequence[float | None]) -> KeptCurve:
    """At most KEPT points of a curve, evenly spread, with six digits. The first and the last point are always kept.

    A height that a point cannot have becomes None: see replies.bounded.
    """
    last = len(heights) - 1
    if last >= KEPT:
        heights = [heights[round(position * last / (KEPT - 1))] for position in range(KEPT)]
    return [None if height is None else _shortened(bounded(height)) for height in heights]


def _shortened(height: float) -> float | None:
    return float(f"{height:.6g}") if math.isfinite(height) else None


def side_by_side(student: Curves, reference: Mapping[str, Sequence[float | None]]) -> dict[str, dict[str, KeptCurve]]:
    """The curves of a result: see report.Result.curves. The reference's curves may be thinned already."""
    return {
        name: {"yours": thinned(heights)} | ({"reference": thinned(reference[name])} if name in reference else {})
        for name, heights in student.items()
    }
