"""Markdown for a pull request's comment, a job's summary or a message. Texts from outside stand in fences they cannot close."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ...values.report import Report
from ...values.text import MAX_NAME, visible
from .model import Options, feedback

_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|~&$#!^])")


def render(reports: Sequence[Report], options: Options) -> str:
    """A heading, a table of all checks, and what is wrong with those that did not pass."""
    found = feedback(reports, options)
    lines = [f"## {escaped(found.headline)}", ""]
    for note in found.notes:
        lines += [escaped(note), ""]
    lines += ["| | check | points |", "|---|---|---:|"]
    lines += [f"| {'✓' if item.passed else '✗'} | {escaped(item.label)} | {item.points} |" for item in found.items]
    wrong = [item for item in found.items if not item.passed]
    for (word, details), alike in itertools.groupby(wrong, lambda item: (item.word, item.details)):
        for item in alike:
            lines += ["", f"**{escaped(item.label)}** ({word})"]
        lines += ["", fenced(details)] if details else []
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A line that means nothing but itself."""
    return _PUNCTUATION.sub(r"\\\1", text)


def as_code(text: str) -> str:
    """A name from outside within a line, where it neither is markup nor calls anybody."""
    text = " ".join(visible(text, MAX_NAME).split())
    fence = "`" * (_longest_run(text) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(text: str) -> str:
    """A block of code, its fence longer than any run of backticks inside."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
