"""Render the standard output that Autolab reads: text for students, then a line of outcomes, then a line of scores.

Autolab reads the scores from the last line only, and the outcomes from the line before it only. So a text that a
student printed cannot replace them. A topic with a broken check gets no score (null).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...values.errors import UsageError
from ...values.report import Report
from .model import Feedback, Options, as_text, feedback_on, number, to_json

# Autolab adds quotes around each word before a colon, even inside a name. It cannot parse the line that results.
_UNREADABLE = re.compile(r"[a-zA-Z0-9]:")


def render(reports: Sequence[Report], options: Options) -> str:
    """The whole output, with one Autolab problem for each topic.

    Raises UsageError if Autolab cannot read the name of a problem.
    """
    feedback = feedback_on(reports, options)
    scores = {}
    for topic in dict.fromkeys(report.topic for report in reports):
        problem = options.problems.get(topic, topic)
        if _UNREADABLE.search(problem):
            raise UsageError(f"Autolab cannot read the problem name {problem!r}: leave out the colon, there and here")
        scores[problem] = _score(feedback, topic)
    lines = [as_text(feedback), to_json(_outcomes(feedback), None), to_json({"scores": scores}, None)]
    return "\n".join(lines) + "\n"


def _score(feedback: Feedback, topic: str) -> float | None:
    items = [item for item in feedback.items if item.topic == topic]
    return None if any(item.broken for item in items) else number(sum(item.score for item in items))


def _outcomes(feedback: Feedback) -> dict[str, object]:
    """A stage for each part of a topic. If two checks of a stage share a claim, the second gets its name added."""
    stages: dict[str, dict[str, object]] = {}
    for item in feedback.items:
        stage = stages.setdefault(f"{item.topic}, {item.part} part", {})
        outcome = {"passed": item.passed} | ({} if item.passed else {"hint": item.hint or item.word})
        stage[item.claim if item.claim not in stage else f"{item.claim} ({item.name})"] = outcome
    return {"_presentation": "semantic", "stages": list(stages), **stages}
