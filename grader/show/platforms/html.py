"""Render a page for one student: the score, every check, and the message of each check that did not pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from ...values.report import Report
from ..pages import render as render_page
from ..pages.code import Code
from ..pages.person import topics
from .model import Options, feedback_on, number


def render(reports: Sequence[Report], options: Options) -> str:
    """The page as HTML that loads no other file. Raises UsageError if jinja2 is not installed."""
    feedback = feedback_on(reports, options)
    return page(feedback.headline, feedback.notes, [_scaled(report, options) for report in feedback.reports])


def page(
    heading: str, notes: Sequence[str], reports: Sequence[Report], *, titles: Mapping[str, str] | None = None
) -> str:
    """The page about reports from which all that their student may not see was removed. `titles` are by topic."""
    shown = topics(reports, titles or {}, Code({}))
    return render_page("feedback.html", heading=heading, notes=notes, topics=shown, script_policy="'none'")


def _scaled(report: Report, options: Options) -> Report:
    """The report with the scores after lateness."""
    return report.changed(
        lambda result: dataclasses.replace(
            result, score=number(result.score * options.factor), max_score=number(result.max_score)
        )
    )
