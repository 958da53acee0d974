"""Moodle VPL's standard output: a block of comments, then the grade. With a broken check there is no grade to take over.

A line of a block that begins with "-" is a title, one with ">" is shown as it stands; all that came from a student stands
behind ">", with VPL's marks spaced out, so that none of it can end the block or name a grade.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from .model import Item, Options, decimal, feedback

_MARKS = (":=>>", "<|--", "--|>")


def render(reports: Sequence[Report], options: Options) -> str:
    """Everything to print. The grade is in our points, or out of `options.out_of`."""
    found = feedback(reports, options)
    lines = ["<|--", f"-{_harmless(found.headline)}", *(_harmless(note) for note in found.notes)]
    for item in found.items:
        lines += _comment(item)
    lines.append("--|>")
    if not found.broken:
        lines.append(f"Grade :=>>{decimal(found.scaled(options.out_of))}")
    return "\n".join(lines) + "\n"


def _comment(item: Item) -> list[str]:
    ending = "" if item.passed else f", {item.word}"
    # Not in round brackets: a number in them, at the end of a title, is a mark to VPL.
    title = f"-{'✓' if item.passed else '✗'} {item.label} [{item.points}{ending}]"
    return [_harmless(title), *(f">{_harmless(line)}" for line in item.details.split("\n") if item.details)]


def _harmless(text: str) -> str:
    for mark in _MARKS:
        text = text.replace(mark, f"{mark[:2]} {mark[2:]}")
    return text
