"""`grader show`: write a page with pictures and training curves of a student's code beside the reference's.

Pictures need matplotlib. Curves do not.
"""

from __future__ import annotations

import contextlib
import dataclasses
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..checks.picture import Picture, blank, svg
from ..judging.blocked import Blocked
from ..judging.curves import KEPT
from ..judging.judge import judge
from ..judging.opening import open_part
from ..judging.session import PartSession
from ..judging.setup import at_home
from ..show.pages import render
from ..show.pages.curves import Drawing, drawings
from ..submissions import home
from ..topics.topic import Topic
from ..values.errors import TopicError
from ..values.files import write_whole
from ..values.report import Result
from ..values.text import plural


@dataclasses.dataclass(frozen=True)
class DrawnPicture:
    """One picture on the page. Either `drawing` is an <svg> element or `problem` says why nothing was drawn."""

    title: str
    caption: str
    drawing: str = ""
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class TrainingCurve:
    """One training curve on the page; `steps` says which steps of the training its points stand for."""

    title: str
    claim: str
    drawing: Drawing
    steps: str


def page(topic: Topic, parts: Sequence[str], device: str) -> str:
    """The whole page as HTML that loads no other file."""
    handed, problem = home.of_workspace(topic)
    setup = at_home(topic, parts=tuple(parts), device=device)
    report = judge(setup, handed, name=topic.name, problem=problem)
    drawn: list[DrawnPicture] = []
    for part in setup.topic_parts:
        if pictures := [picture for picture in topic.pictures if picture.part == part]:
            with contextlib.closing(open_part(setup, part, handed.get(part), problem=problem)) as opened:
                drawn += _draw(opened, pictures)
    curves = [curve for result in report.results for curve in _curves(result)]
    return render("show.html", topic=topic, report=report, pictures=drawn, curves=curves)


def write(topic: Topic, parts: Sequence[str], device: str, path: Path) -> None:
    """Write the page to a file. Its folder is made if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page(topic, parts, device))


def _draw(opened: PartSession | Blocked, pictures: Iterable[Picture]) -> Iterator[DrawnPicture]:
    for picture in pictures:
        title = picture.name.replace("_", " ")
        try:
            figure = blank(picture.size)
        except TopicError as error:  # matplotlib is not installed
            yield DrawnPicture(title, picture.caption, problem=str(error))
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NaN and infinities of wrong answers are drawn as gaps
            result = opened.ask(picture.as_check(figure))
        if result.passed:
            yield DrawnPicture(title, picture.caption, svg(figure))
        else:
            yield DrawnPicture(title, picture.caption, problem=result.message)


def _curves(result: Result) -> Iterator[TrainingCurve]:
    for drawing in drawings(result.curves):
        points = max(map(len, result.curves[drawing.name].values()))
        # A curve of KEPT points was thinned, so the steps that its points stand for are not known.
        steps = plural(points, "step") if points < KEPT else "from the first step to the last"
        yield TrainingCurve(f"{drawing.name} while training ({result.part})", result.claim, drawing, steps)
