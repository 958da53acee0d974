"""Render Gradescope's results.json. Gradescope adds up the scores of the tests, and hides the tests of hidden checks.

Gradescope shows no total to students while any test is hidden. So the text above the tests gives the sum of the visible
ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...values.report import Report
from ...values.text import points
from .model import Feedback, Item, Options, feedback_on, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The text of /autograder/results/results.json."""
    feedback = feedback_on(reports, options, in_full=options.visibility != "visible")
    content: dict[str, object] = {
        "execution_time": feedback.seconds,
        "output": "\n".join([_headline(feedback, options), *feedback.remarks]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [_test(item, options) for item in feedback.items],
    }
    if not feedback.items:  # Gradescope requires a score if there are no tests
        content["score"] = 0
    return to_json(content) + "\n"


def _headline(feedback: Feedback, options: Options) -> str:
    shown = [item for item in feedback.items if not item.hidden or options.visibility == "visible"]
    if len(shown) == len(feedback.items):
        return feedback.headline
    earned, possible = sum(item.score for item in shown), sum(item.max_score for item in shown)
    return f"{feedback.title}: {points(earned)} of {points(possible)} points in the checks that are visible"


def _test(item: Item, options: Options) -> dict[str, object]:
    return {
        "name": item.label,
        "score": item.score,
        "max_score": item.max_score,
        "status": "passed" if item.passed else "failed",
        "output": "" if item.passed else item.says,
        "tags": [item.topic, item.part],
        "visibility": options.visibility if item.hidden else "visible",
        "extra_data": {"check": item.name, "status": item.status.value},  # for programs; Gradescope shows it to nobody
    }
