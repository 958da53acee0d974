"""Render PrairieLearn's results.json. A submission that meets a broken check is not gradable.

A student loses neither points nor an attempt by a submission that is not gradable.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from .model import Item, Options, feedback_on, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The text of /grade/results/results.json."""
    feedback = feedback_on(reports, options)
    content: dict[str, object] = {"gradable": not feedback.broken}
    if feedback.broken:
        content["format_errors"] = list(feedback.notes)
    else:
        content["score"] = feedback.fraction
    content["message"] = "\n".join([feedback.headline, *feedback.remarks])
    # PrairieLearn shows no points at all if one test has none.
    content["tests"] = [_test(item) for item in feedback.items]
    return to_json(content) + "\n"


def _test(item: Item) -> dict[str, object]:
    return {
        "name": item.label,
        "description": f"{item.topic}, {item.part} part",
        "points": item.score,
        "max_points": item.max_score,
        "message": "" if item.passed else item.word,
        "output": item.details,
    }
