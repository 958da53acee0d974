"""Plots of a class as inline SVG whose colours are the page's, so that they turn dark with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...checks.picture import blank, svg

# Stand-ins that no drawing has otherwise, and what the page's style has instead.
_INK, _PALE, _BAR = "#010203", "#040506", "#070809"
_COLOURS = {_INK: "currentColor", _PALE: "var(--line)", _BAR: "var(--accent)"}
Axes = Any  # of matplotlib, which is optional
_STYLE: dict[str, object] = {"font.size": 9.0, "axes.spines.top": False, "axes.spines.right": False} | dict.fromkeys(
    ["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"], _INK
)


def scores(found: Sequence[float], possible: float) -> str:
    """How many students have how many points."""
    top = max(possible, *found, 1.0)

    def draw(axes: Axes) -> None:
        axes.hist(found, bins=np.linspace(0.0, top, 21).tolist(), color=_BAR, edgecolor=_PALE, linewidth=0.5)
        axes.set_xlim(0.0, top)
        axes.set_xlabel(f"points, of {possible:g}")
        axes.set_ylabel("students")
        axes.yaxis.get_major_locator().set_params(integer=True)

    return _drawn("scores", (5.6, 2.8), draw)


def topics(shares: Mapping[str, Sequence[float]]) -> str:
    """Where the class lies in each topic, in percent: from the least to the most, the middle half, the median."""

    def draw(axes: Axes) -> None:
        for row, found in enumerate(shares.values()):
            least, quarter, median, three_quarters, most = np.percentile(found, [0, 25, 50, 75, 100])
            axes.plot([least, most], [row, row], color=_PALE, linewidth=2.5)
            axes.plot([quarter, three_quarters], [row, row], color=_BAR, linewidth=8.0, solid_capstyle="butt")
            axes.plot([median], [row], color=_INK, marker="|", markersize=13.0, markeredgewidth=2.0)
        # A dollar sign is no formula here.
        axes.set_yticks(range(len(shares)), [title.replace("$", r"\$") for title in shares])
        axes.set_ylim(len(shares) - 0.5, -0.5)
        axes.set_xlim(-2.0, 102.0)
        axes.set_xlabel("% of the points: least to most, the middle half, the median")

    return _drawn("topics", (5.6, max(2.8, 0.9 + 0.32 * len(shares))), draw)


def _drawn(name: str, size: tuple[float, float], draw: Callable[[Axes], None]) -> str:
    figure = blank(size)
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        draw(figure.subplots())
        text = svg(figure)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)  # two drawings on a page share no id
    return re.sub("|".join(_COLOURS), lambda found: _COLOURS[found[0]], text)
