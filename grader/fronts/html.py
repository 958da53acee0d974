"""A page for one student: the score, every check, and what is wrong with those that did not pass."""

from __future__ import annotations

from collections.abc import Sequence

from ..pages import render as page
from ..report import Report
from .feedback import Options, feedback


def render(reports: Sequence[Report], options: Options) -> str:
    """The page, in a file that needs nothing else. Raises UsageError where jinja2 is not installed."""
    return page("report.html", found=feedback(reports, options))
