"""Plot the scores of a class as inline SVG. The plots use the colours of the page, so they follow its dark mode."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...checks.picture import blank, svg

# Colours that occur nowhere else in a plot. Each is replaced by a colour of the page's style.
_INK, _PALE, _BAR = "#010203", "#040506", "#070809"
_COLOURS = {_INK: "currentColor", _PALE: "var(--line)", _BAR: "var(--accent)"}
Axes = Any  # of matplotlib, which is optional
_STYLE: dict[str, object] = {"font.size": 9.0, "axes.spines.top": False, "axes.spines.right": False} | dict.fromkeys(
    ["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"], _INK
)


def scores(earned: Sequence[float], possible: float) -> str:
    """A histogram of the scores of all students."""
    top = max(possible, *earned, 1.0)

    def draw(axes: Axes) -> None:
        axes.hist(earned, bins=np.linspace(0.0, top, 21).tolist(), color=_BAR, edgecolor=_PALE, linewidth=0.5)
        axes.set_xlim(0.0, top)
        axes.set_xlabel(f"points, of {possible:g}")
        axes.set_ylabel("students")
        axes.yaxis.get_major_locator().set_params(integer=True)

    return _drawn("scores", (5.6, 2.8), draw)


def topics(shares: Mapping[str, Sequence[float]]) -> str:
    """The distribution of the scores in each topic, in percent of its points: minimum, quartiles, median, maximum."""

    def draw(axes: Axes) -> None:
        for row, percentages in enumerate(shares.values()):
            minimum, lower, median, upper, maximum = np.percentile(percentages, [0, 25, 50, 75, 100])
            axes.plot([minimum, maximum], [row, row], color=_PALE, linewidth=2.5)
            axes.plot([lower, upper], [row, row], color=_BAR, linewidth=8.0, solid_capstyle="butt")
            axes.plot([median], [row], color=_INK, marker="|", markersize=13.0, markeredgewidth=2.0)
        # Escaped, since matplotlib reads a text between two dollar signs as a formula.
        axes.set_yticks(range(len(shares)), [title.replace("$", r"\$") for title in shares])
        axes.set_ylim(len(shares) - 0.5, -0.5)
        axes.set_xlim(-2.0, 102.0)
        axes.set_xlabel("% of the points: minimum to maximum, the middle half, the median")

    return _drawn("topics", (5.6, max(2.8, 0.9 + 0.32 * len(shares))), draw)


def _drawn(name: str, size: tuple[float, float], draw: Callable[[Axes], None]) -> str:
    figure = blank(size)
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        draw(figure.subplots())
        text = svg(figure)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)  # ids differ between two plots on a page
    return re.sub("|".join(_COLOURS), lambda match: _COLOURS[match[0]], text)
