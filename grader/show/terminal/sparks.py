"""Draw training curves as lines of text. The student's and the reference's curve have the same scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...values.text import visible

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"  # stands for a value that is not finite
WIDTH = 30


def lines(curves: Mapping[str, Mapping[str, Sequence[float | None]]]) -> list[str]:
    """Two lines for each curve, "yours" and "reference": its bars, then its first and last value.

    A curve without a finite value gets no line.
    """
    drawn = []
    for name, sides in curves.items():
        finite = [height for heights in sides.values() for height in heights if height is not None]
        if not finite:
            continue
        for side, heights in sides.items():
            if heights:
                ends = " → ".join("not finite" if end is None else f"{end:.3g}" for end in (heights[0], heights[-1]))
                drawn.append(f"{visible(name, 40)}, {side:9}  {bars(heights, min(finite), max(finite))}  {ends}")
    return drawn


def bars(heights: Sequence[float | None], lowest: float, highest: float) -> str:
    """At most WIDTH bars. The curve is cut into equal stretches, and each bar shows the value in the middle of one."""
    count = min(WIDTH, len(heights))
    middles = [heights[(2 * bar + 1) * len(heights) // (2 * count)] for bar in range(count)]
    span = (highest - lowest) or 1.0
    return "".join(
        GAP if height is None else BARS[round((height - lowest) / span * (len(BARS) - 1))] for height in middles
    )
