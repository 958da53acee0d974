"""Gradescope's results.json. The total is the sum of the tests, so none is written; hidden checks are hidden by Gradescope.

A student sees no total as long as any test is hidden, so the text above the tests says what the visible ones earned.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from ...values.text import points
from .model import Feedback, Item, Options, feedback, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The text of /autograder/results/results.json."""
    found = feedback(reports, options, in_full=options.visibility != "visible")
    content: dict[str, object] = {
        "execution_time": found.seconds,
        "output": "\n".join([_headline(found, options), *found.notes]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [_test(item, options) for item in found.items],
    }
    if not found.items:  # without tests a score is obligatory
        content["score"] = 0
    return to_json(content) + "\n"


def _headline(found: Feedback, options: Options) -> str:
    shown = [item for item in found.items if not item.hidden or options.visibility == "visible"]
    if len(shown) == len(found.items):
        return found.headline
    earned, possible = sum(item.score for item in shown), sum(item.max_score for item in shown)
    return f"{found.title}: {points(earned)} of {points(possible)} points in the checks that are visible"


def _test(item: Item, options: Options) -> dict[str, object]:
    return {
        "name": item.label,
        "score": item.score,
        "max_score": item.max_score,
        "status": "passed" if item.passed else "failed",
        "output": "" if item.passed else item.says,
        "tags": [item.topic, item.part],
        "visibility": options.visibility if item.hidden else "visible",
        "extra_data": {"check": item.name, "status": item.status.value},  # for programs; nobody is shown it
    }
