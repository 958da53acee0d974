"""Render the standard output that Moodle's VPL reads: a block of comments, then the grade.

A broken check means no grade.

In the block a line that begins with "-" is a title, and a line that begins with ">" is shown literally. Every text from
a student is in a line that begins with ">". A space is put into VPL's marks in such a text, so that the text can
neither end the block nor set a grade.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from .model import Item, Options, decimal, feedback_on

_MARKS = (":=>>", "<|--", "--|>")


def render(reports: Sequence[Report], options: Options) -> str:
    """The whole output. The grade is in points of the course, or on the scale of `options.out_of`."""
    feedback = feedback_on(reports, options)
    lines = ["<|--", f"-{_harmless(feedback.headline)}", *(f">{_harmless(note)}" for note in feedback.remarks)]
    for item in feedback.items:
        lines += _comment(item)
    lines.append("--|>")
    if not feedback.broken:
        lines.append(f"Grade :=>>{decimal(feedback.scaled(options.out_of))}")
    return "\n".join(lines) + "\n"


def _comment(item: Item) -> list[str]:
    ending = "" if item.passed else f", {item.word}"
    # The points are in square brackets, since VPL reads a number in round brackets at the end of a title as a grade.
    title = f"-{'✓' if item.passed else '✗'} {item.label} [{item.points}{ending}]"
    return [_harmless(title), *(f">{_harmless(line)}" for line in item.details.split("\n") if item.details)]


def _harmless(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, f"{mark[:2]} {mark[2:]}")
    return text
