"""`grader show`: a page with a student's pictures and training curves beside the reference's, to be opened from a file."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..checks.picture import Picture, blank, svg
from ..checks.seeds import Seeds
from ..judging.curves import KEPT
from ..judging.judge import Judge
from ..judging.reference.sources import recorded
from ..judging.session import PartSession
from ..sandbox.isolation import BEST
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
    judge = Judge(topic, recorded(topic), Seeds(), device, tuple(parts), isolation=BEST)
    report = judge.judge(topic.name, handed, problem=problem)
    shown: list[Shown] = []
    for part in (part for part in topic.parts if part in parts):
        wanted = [picture for picture in topic.pictures if picture.part == part]
        if wanted:
            shown += _drawn(judge.session(part, handed.get(part), problem), wanted)
    shown += [found for result in report.results for found in _curves(result)]
    return render("show.html", topic=topic, report=report, shown=shown)


def write(topic: Topic, parts: Sequence[str], device: str, path: Path) -> None:
    """Write the page to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page(topic, parts, device))


def _drawn(session: PartSession, pictures: Iterable[Picture]) -> Iterator[Shown]:
    try:
        blocked = session.open()
        for picture in pictures:
            title = picture.name.replace("_", " ")
            figure = blank(picture.size)
            check = picture.as_check(figure)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NaN and infinities of wrong answers are drawn as gaps
                result = session.blocked(check, *blocked) if blocked else session.ask(check)
            if result.passed:
                yield Shown(title, picture.caption, svg(figure))
            else:
                yield Shown(title, picture.caption, problem=result.message)
    finally:
        session.close()


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
