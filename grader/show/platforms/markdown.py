"""Render Markdown for a comment on a pull request, the summary of a job, or a message.

Each text from outside is in a fence that is longer than any run of backticks in the text, so the text cannot close it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ...values.report import Report
from ...values.text import MAX_NAME, visible
from .model import Options, feedback_on, one_line

_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|~&$#!^])")


def render(reports: Sequence[Report], options: Options) -> str:
    """A heading, a table of all checks, and the message of each check that did not pass."""
    feedback = feedback_on(reports, options)
    lines = [f"## {escaped(feedback.headline)}", ""]
    for note in feedback.remarks:
        lines += [escaped(note), ""]
    lines += ["| | check | points |", "|---|---|---:|"]
    lines += [f"| {'✓' if item.passed else '✗'} | {escaped(item.label)} | {item.points} |" for item in feedback.items]
    wrong = [item for item in feedback.items if not item.passed]
    for (word, details), alike in itertools.groupby(wrong, lambda item: (item.word, item.details)):
        for item in alike:
            lines += ["", f"**{escaped(item.label)}** ({word})"]
        told = any(one_line(details) in note for note in feedback.notes)  # about a part as a whole
        lines += ["", fenced(details)] if details and not told else []
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A line of text with every character escaped that could be markup."""
    return _PUNCTUATION.sub(r"\\\1", text)


def as_code(text: str) -> str:
    """A name from outside as inline code, so that it is not markup and mentions no user."""
    text = " ".join(visible(text, MAX_NAME).split())
    fence = "`" * (_longest_run(text) + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(text: str) -> str:
    """A block of code whose fence is longer than any run of backticks in the text."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
