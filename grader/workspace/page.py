"""`grader show`: a page with a student's pictures and training curves beside the reference's, to be opened from a file."""

from __future__ import annotations

import contextlib
import dataclasses
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..checks.picture import Picture, blank, svg
from ..judging.curves import KEPT
from ..judging.judge import judge
from ..judging.session import Blocked, PartSession, open_part
from ..judging.setup import at_home
from ..submissions import intake
from ..topics.topic import Topic
from ..values.files import write_whole
from ..values.report import Result

YOURS, REFERENCE = "#d1495b", "#30638e"


@dataclasses.dataclass(frozen=True)
class Shown:
    """One picture on the page: its drawing, or why there is none."""

    title: str
    caption: str
    drawing: str = ""
    problem: str = ""


def page(topic: Topic, parts: Sequence[str], device: str) -> str:
    """The whole page, as HTML that needs nothing else."""
    from ..show.pages import render

    handed, problem = intake.of_workspace(topic)
    setup = at_home(topic, parts=tuple(parts), device=device)
    report = judge(setup, handed, name=topic.name, problem=problem)
    shown: list[Shown] = []
    for part in setup.topic_parts:
        if wanted := [picture for picture in topic.pictures if picture.part == part]:
            with contextlib.closing(open_part(setup, part, handed.get(part), problem=problem)) as opened:
                shown += _drawn(opened, wanted)
    shown += [found for result in report.results for found in _curves(result)]
    return render("show.html", topic=topic, report=report, shown=shown)


def write(topic: Topic, parts: Sequence[str], device: str, path: Path) -> None:
    """Write the page to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page(topic, parts, device))


def _drawn(opened: PartSession | Blocked, pictures: Iterable[Picture]) -> Iterator[Shown]:
    for picture in pictures:
        title = picture.name.replace("_", " ")
        figure = blank(picture.size)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NaN and infinities of wrong answers are drawn as gaps
            result = opened.ask(picture.as_check(figure))
        if result.passed:
            yield Shown(title, picture.caption, svg(figure))
        else:
            yield Shown(title, picture.caption, problem=result.message)


def _curves(result: Result) -> Iterator[Shown]:
    for name, sides in result.curves.items():
        yield Shown(f"{name} while training ({result.part})", result.claim, _curve(name, sides))


def _curve(name: str, sides: Mapping[str, Sequence[float | None]]) -> str:
    figure = blank((7.0, 2.8))
    axes = figure.subplots()
    # A wide pale line under a thin one: where both agree, both are seen.
    for side, color, width in (("reference", REFERENCE, 6.0), ("yours", YOURS, 1.5)):
        if heights := [float("nan") if height is None else height for height in sides.get(side, ())]:
            axes.plot(heights, color=color, linewidth=width, alpha=0.4 if width > 2 else 1.0, label=side)
    if max(map(len, sides.values())) < KEPT:
        axes.set_xlabel("step")
    else:  # which steps the points stand for is not known any more
        axes.set_xlabel("training, from its first step to its last")
        axes.set_xticks([])
    axes.set_ylabel(name)
    axes.legend()
    return svg(figure)
