"""A page for one student: the score, every check, and what is wrong with those that did not pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from ...values.report import Report
from ..pages import render as render_page
from ..pages.code import Code
from ..pages.person import topics
from .model import Options, feedback, number


def render(reports: Sequence[Report], options: Options) -> str:
    """The page, in a file that needs nothing else. Raises UsageError where jinja2 is not installed."""
    found = feedback(reports, options)
    return page(found.headline, found.notes, [_scaled(report, options) for report in found.reports])


def page(heading: str, notes: Sequence[str], shown: Sequence[Report], titles: Mapping[str, str] | None = None) -> str:
    """The page about reports that hold no more than their student may see; `titles` go by topic."""
    found = topics(shown, titles or {}, Code({}))
    return render_page("feedback.html", heading=heading, notes=notes, topics=found, script_policy="'none'")


def _scaled(report: Report, options: Options) -> Report:
    """With the scores that count."""
    return report.changed(
        lambda result: dataclasses.replace(
            result, score=number(result.score * options.factor), max_score=number(result.max_score)
        )
    )
