"""PrairieLearn's results.json. With a broken check it is not gradable, which costs the student neither points nor an attempt."""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from .model import Item, Options, feedback, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The text of /grade/results/results.json."""
    found = feedback(reports, options)
    content: dict[str, object] = {"gradable": not found.broken}
    if found.broken:
        content["format_errors"] = list(found.notes)
    else:
        content["score"] = found.fraction
    content["message"] = "\n".join([found.headline, *found.notes])
    # Points missing from one test would hide those of all.
    content["tests"] = [_test(item) for item in found.items]
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
