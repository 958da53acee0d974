"""Autolab's standard output: text for students, a line with the outcomes, and last the line with the scores.

Autolab takes the last line alone for scores and the one before it alone for outcomes, so nothing that a student printed can
take their place. A topic with a broken check is given no score (null).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...values.errors import UsageError
from ...values.report import Report
from .model import Feedback, Options, as_text, feedback, number, to_json

# Autolab puts quotes around a word before a colon, inside names too, and then cannot read its own line.
_UNREADABLE = re.compile(r"[a-zA-Z0-9]:")


def render(reports: Sequence[Report], options: Options) -> str:
    """Everything to print; one problem a topic. Raises UsageError for a problem's name that Autolab cannot read."""
    found = feedback(reports, options)
    scores = {}
    for topic in dict.fromkeys(report.topic for report in reports):
        problem = options.problems.get(topic, topic)
        if _UNREADABLE.search(problem):
            raise UsageError(f"Autolab cannot read the problem name {problem!r}: leave out the colon, there and here")
        scores[problem] = _score(found, topic)
    lines = [as_text(found), to_json(_outcomes(found), None), to_json({"scores": scores}, None)]
    return "\n".join(lines) + "\n"


def _score(found: Feedback, topic: str) -> float | None:
    items = [item for item in found.items if item.topic == topic]
    return None if any(item.broken for item in items) else number(sum(item.score for item in items))


def _outcomes(found: Feedback) -> dict[str, object]:
    """Stages are a topic's parts; two claims alike are told apart by their checks' names."""
    stages: dict[str, dict[str, object]] = {}
    for item in found.items:
        stage = stages.setdefault(f"{item.topic}, {item.part} part", {})
        outcome = {"passed": item.passed} | ({} if item.passed else {"hint": item.hint or item.word})
        stage[item.claim if item.claim not in stage else f"{item.claim} ({item.name})"] = outcome
    return {"_presentation": "semantic", "stages": list(stages), **stages}
