"""Training curves as the paths of small drawings: text alone, so that a thousand pages take seconds, not an hour."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

WIDTH, HEIGHT, EDGE = 340, 110, 6
LOGARITHMIC_FROM = 300.0  # largest over smallest: beyond this a linear axis shows one flat line

Heights = Sequence[float | None]


@dataclasses.dataclass(frozen=True)
class Line:
    """One side's curve: the path of an SVG, and its first and last value in words."""

    side: str
    path: str
    ends: str


@dataclasses.dataclass(frozen=True)
class Drawing:
    """One curve: its lines, what is below first, and what the height of the drawing means."""

    name: str
    lines: tuple[Line, ...]
    lowest: float
    highest: float
    logarithmic: bool


def drawings(curves: Mapping[str, Mapping[str, Heights]]) -> Iterator[Drawing]:
    """A drawing for each curve that has a finite value: the reference's below the student's, on one scale."""
    for name, sides in curves.items():
        known = [height for heights in sides.values() for height in heights if height is not None]
        known = [height for height in known if math.isfinite(height)]
        if known:
            yield _drawing(name, sides, min(known), max(known))


def _drawing(name: str, sides: Mapping[str, Heights], lowest: float, highest: float) -> Drawing:
    logarithmic = lowest > 0 and highest / lowest > LOGARITHMIC_FROM
    scale: Callable[[float], float] = math.log if logarithmic else lambda height: height
    bottom = scale(lowest)
    # Halved, since the distance between two of the largest numbers is none.
    span = (scale(highest) / 2 - bottom / 2) or 1.0

    def up(height: float) -> float:
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (scale(height) / 2 - bottom / 2) / span

    lines = tuple(
        Line(side, _path(heights, up), _ends(heights))
        for side in ("reference", "yours")
        if (heights := sides.get(side, ()))
    )
    return Drawing(name, lines, lowest, highest, logarithmic)


def _path(heights: Heights, up: Callable[[float], float]) -> str:
    """Strokes between the gaps of what is not finite; a point alone is a stroke of no length."""
    words, drawing = [], False
    for at, height in enumerate(heights):
        if height is None or not math.isfinite(height):
            drawing = False
            continue
        x = EDGE + (WIDTH - 2 * EDGE) * at / max(len(heights) - 1, 1)
        words.append(f"{'L' if drawing else 'M'}{x:.1f} {up(height):.1f}{'' if drawing else 'h0'}")
        drawing = True
    return "".join(words)


def _ends(heights: Heights) -> str:
    return " → ".join(
        "not finite" if end is None or not math.isfinite(end) else f"{end:.3g}" for end in (heights[0], heights[-1])
    )
