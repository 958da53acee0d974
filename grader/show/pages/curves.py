"""Draw training curves as SVG paths. A path is made as text, so a thousand pages take seconds, not an hour."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

WIDTH, HEIGHT, EDGE = 340, 110, 6  # units of the SVG's viewBox
LOGARITHMIC_FROM = 300.0  # largest over smallest value; above this ratio a curve looks flat on a linear axis

Heights = Sequence[float | None]


@dataclasses.dataclass(frozen=True)
class Line:
    """The curve of one side, "yours" or "reference": its SVG path, and its first and last value as text."""

    side: str
    path: str
    ends: str


@dataclasses.dataclass(frozen=True)
class Drawing:
    """One training curve of both sides, in the order of drawing, and the range of values that the height shows."""

    name: str
    lines: tuple[Line, ...]
    lowest: float
    highest: float
    logarithmic: bool


def drawings(curves: Mapping[str, Mapping[str, Heights]]) -> Iterator[Drawing]:
    """A drawing for each curve that has a finite value. The reference's line is under the student's line."""
    for name, sides in curves.items():
        numbers = [height for heights in sides.values() for height in heights if height is not None]
        finite = [height for height in numbers if math.isfinite(height)]
        if finite:
            yield _drawing(name, sides, min(finite), max(finite))


def _drawing(name: str, sides: Mapping[str, Heights], lowest: float, highest: float) -> Drawing:
    logarithmic = lowest > 0 and highest / lowest > LOGARITHMIC_FROM
    scale: Callable[[float], float] = math.log if logarithmic else lambda height: height
    bottom = scale(lowest)
    # Both are halved, since the difference of the largest and the smallest number would overflow.
    span = (scale(highest) / 2 - bottom / 2) or 1.0

    def y_of(height: float) -> float:
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (scale(height) / 2 - bottom / 2) / span

    lines = tuple(
        Line(side, _path(heights, y_of), _ends(heights))
        for side in ("reference", "yours")
        if (heights := sides.get(side, ()))
    )
    return Drawing(name, lines, lowest, highest, logarithmic)


def _path(heights: Heights, y_of: Callable[[float], float]) -> str:
    """The SVG path of a curve, with a gap at each value that is not finite. A single point is a line of length 0."""
    commands, pen_is_down = [], False
    for at, height in enumerate(heights):
        if height is None or not math.isfinite(height):
            pen_is_down = False
            continue
        x = EDGE + (WIDTH - 2 * EDGE) * at / max(len(heights) - 1, 1)
        commands.append(f"{'L' if pen_is_down else 'M'}{x:.1f} {y_of(height):.1f}{'' if pen_is_down else 'h0'}")
        pen_is_down = True
    return "".join(commands)


def _ends(heights: Heights) -> str:
    return " → ".join(
        "not finite" if end is None or not math.isfinite(end) else f"{end:.3g}" for end in (heights[0], heights[-1])
    )
