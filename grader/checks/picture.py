"""Pictures of a topic, drawn by functions in exercises/<topic>/pictures.py.

`@picture` marks a picture of a student's own output beside the reference's, for `grader show`. `@illustration` marks a picture
of the right answer, for the README.
"""

from __future__ import annotations

import dataclasses
import inspect
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from ..values.errors import TopicError
from ..values.parts import PARTS
from .check import Check

if TYPE_CHECKING:  # these modules import NumPy; commands that only look around a workspace start without it
    from .proxies import ModuleProxy
    from .seeds import Rng

DPI = 100
LIMIT = 30.0  # seconds for one call


# Takes student, reference, rng and figure. The types are Any because matplotlib is optional and authors need not annotate.
Figure = Any
Drawing = Callable[[Any, Any, Any, Figure], None]
Illustrating = Callable[[Any, Any, Figure], None]  # the same without the student


@dataclasses.dataclass(frozen=True)
class Picture:
    """One picture. `function` asks the student and the reference, as a check does, and draws on a matplotlib figure.

    An illustration asks the reference alone. `grader build` writes it beside the README, which shows it, as NAME.svg.
    """

    name: str
    caption: str
    part: str
    size: tuple[float, float]  # inches
    function: Drawing
    illustration: bool = False

    def as_check(self, figure: Figure) -> Check:
        """The check that draws the picture. Its questions are recorded and answered like those of any check."""

        def draw(student: ModuleProxy, reference: ModuleProxy, rng: Rng) -> None:
            self.function(student, reference, rng, figure)

        kind = "illustration" if self.illustration else "picture"
        return Check(f"{kind} {self.name}", self.caption, 1.0, self.part, (), LIMIT, draw)


class Side(NamedTuple):
    """One of the two sides of a picture, and its look, which is the same in all topics.

    Both lines are seen where they agree: the reference's is broad and pale, and the student's thin line lies on it. Bars of
    both sides stand beside each other if their places are moved by `shift`.
    """

    module: ModuleProxy
    name: str  # "yours" or "reference", for titles
    color: str
    line: dict[str, Any]  # settings of `axes.plot`, with a label for the legend
    bar: dict[str, Any]  # settings of `axes.bar`, with a label for the legend
    shift: float


def sides(student: ModuleProxy, reference: ModuleProxy) -> tuple[Side, Side]:
    """The student's side and the reference's, in the order in which a picture asks them."""
    return (
        _side(student, "yours", "#d1495b", -0.2, linewidth=1.5, zorder=3),
        _side(reference, "reference", "#30638e", 0.2, linewidth=5.0, alpha=0.35, zorder=2),
    )


def _side(module: ModuleProxy, name: str, color: str, shift: float, **line: float) -> Side:
    look = {"color": color, "label": name}
    return Side(module, name, color, {**look, **line}, {**look, "width": 0.4}, shift)


def picture(*, part: str = PARTS[0], size: tuple[float, float] = (9.0, 3.0)) -> Callable[[Drawing], Picture]:
    """Make `function(student, reference, rng, figure)` a picture; see docs/authoring.md.

    `size` is in inches. Raises TopicError if the function has no docstring or the part does not exist.
    """

    def make(function: Drawing) -> Picture:
        return Picture(function.__name__, _caption(function, part), part, size, function)

    return make


def illustration(*, part: str = PARTS[0], size: tuple[float, float] = (7.0, 2.6)) -> Callable[[Illustrating], Picture]:
    """Make `function(reference, rng, figure)` an illustration of the README; see docs/authoring.md.

    `size` is in inches. Raises TopicError if the function has no docstring or the part does not exist.
    """

    def make(function: Illustrating) -> Picture:
        def draw(student: ModuleProxy, reference: ModuleProxy, rng: Rng, figure: Figure) -> None:
            function(reference, rng, figure)

        return Picture(function.__name__, _caption(function, part), part, size, draw, illustration=True)

    return make


def _caption(function: Callable[..., None], part: str) -> str:
    caption = " ".join((inspect.getdoc(function) or "").split())
    if not caption:
        raise TopicError(f"the picture {function.__name__} has no docstring: it is the caption that students read")
    if part not in PARTS:
        raise TopicError(f"the picture {function.__name__} is of part {part!r}: choose one of {', '.join(PARTS)}")
    return caption


def blank(size: tuple[float, float]) -> Figure:
    """An empty figure. Raises TopicError with the next step if matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure as MatplotlibFigure
    except ImportError:
        raise TopicError("pictures need matplotlib: pip install 'chainrule[show]'") from None
    return MatplotlibFigure(figsize=size, dpi=DPI, layout="constrained")


def can_draw() -> bool:
    """Return True if matplotlib is installed."""
    try:
        blank((1.0, 1.0))
    except TopicError:
        return False
    return True


def svg(figure: Figure, *, transparent: bool = True) -> str:
    """The figure as an <svg> element. The same picture always gives the same text."""
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "chainrule", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=transparent)
    text = buffer.getvalue()
    return text[text.index("<svg") :]
