"""Draw the illustrations of a topic's README from the reference's answers, and find the files that are not current.

An illustration is an SVG file beside the README. Two versions of matplotlib write the same picture in different ways. So a file
that another version drew counts as current, and a file that this version drew may differ by the rounding of coordinates.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

from ..checks.picture import Picture, blank, can_draw, svg
from ..checks.seeds import Seeds
from ..judging.reference.sources import LiveSource
from ..judging.run_check import run_check
from ..topics.topic import Topic
from ..values.errors import TopicError
from ..values.parts import PARTS
from ..values.report import Status

LIMIT = 40 << 10  # bytes of one file
_ROUNDING = 0.5  # points; a page shows no smaller difference
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_ID = re.compile(r"\b[a-z][0-9a-f]{10}\b")  # a hash of coordinates, with which matplotlib names a shape
_COLOR = re.compile(r"#[0-9a-f]{6}\b")  # its digits are no number: "#2e933c" would be read as 2 · 10⁹³³
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_COORDINATE = re.compile(r"\d+\.\d{5,}")  # matplotlib writes six decimals; two are enough
_FONTS = re.compile(r"font-family: ('DejaVu Sans'), [^;\"]*")  # the list of a dozen names at every label
_VERSION = re.compile(r"Matplotlib v[\w.+-]+")


def stale_illustrations(topic: Topic, parts: Collection[str] = PARTS) -> Iterator[tuple[Path, str, str]]:
    """Yield the file, the reason and the new text of each illustration of these parts that is not current.

    Without matplotlib nothing is drawn, and nothing is yielded. In the end it raises TopicError with each illustration
    that the reference fails, or that is too large.
    """
    broken = []
    for illustration in topic.illustrations if can_draw() else ():
        if illustration.part not in parts:
            continue
        path = topic.folder / f"{illustration.name}.svg"
        try:
            text = draw(topic, illustration)
        except TopicError as error:
            broken.append(str(error))
            continue
        if not path.exists():
            yield path, "missing", text
        elif not same_drawing(path.read_text(encoding="utf-8"), text):
            yield path, "differs from the picture of the reference's answers", text
    if broken:
        raise TopicError("\n".join(broken))


def draw(topic: Topic, illustration: Picture) -> str:
    """Return the text of the SVG file of an illustration. Raises TopicError if the reference fails or the file is too large."""
    figure = blank(illustration.size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a gap in a curve is a NaN
        check, source = illustration.as_check(figure), LiveSource(topic)
        student, reference = (source.solution(check.part, role) for role in ("student", "reference"))
        outcome = run_check(check, student, reference, Seeds())
    if outcome.status is not Status.PASSED:
        raise TopicError(f"{topic.name}: {illustration.name} in pictures.py cannot be drawn: {outcome.message}")
    # On a dark page the black letters of a transparent picture cannot be read.
    text = _shortened(svg(figure, transparent=False)) + "\n"
    if len(text.encode()) > LIMIT:
        raise TopicError(
            f"{topic.name}: {illustration.name} in pictures.py has {len(text) >> 10} KB, and {LIMIT >> 10} KB are allowed: "
            "draw fewer points"
        )
    return text


def _shortened(text: str) -> str:
    """The same picture in half as many bytes."""
    text = _FONTS.sub(r"font-family: \1, sans-serif", text)
    text = _COORDINATE.sub(lambda match: f"{float(match[0]):.2f}", text)
    return re.sub(r"^ +", "", text, flags=re.MULTILINE).rstrip()


def same_drawing(one: str, other: str) -> bool:
    """Return True if two SVG texts show the same picture, or were drawn by different versions of matplotlib."""
    if _VERSION.findall(one) != _VERSION.findall(other):
        return True
    one, other = (_COLOR.sub(lambda found: found[0].translate(_LETTERS), _ID.sub("ID", text)) for text in (one, other))
    if _NUMBER.sub("0", one) != _NUMBER.sub("0", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(abs(float(a) - float(b)) <= _ROUNDING for a, b in pairs)
