"""Render the JSON that a combinator template grader returns to Moodle's CodeRunner.

CodeRunner rejects the whole JSON if it contains a field that CodeRunner does not know.
If a check is broken, the JSON has no fraction. CodeRunner then reports a faulty question, not a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ...values.report import Report
from .model import Feedback, Options, feedback_on, to_json

HEADINGS = ("iscorrect", "Check", "Points", "What is wrong", "ishidden")


def render(reports: Sequence[Report], options: Options) -> str:
    """The line to print. Nothing else may be printed. CodeRunner shows rows that are marked as hidden to staff only."""
    feedback = feedback_on(reports, options, in_full=True)
    content: dict[str, object] = {} if feedback.broken else {"fraction": feedback.fraction}
    content["prologuehtml"] = _prologue(feedback)
    if not feedback.broken:
        rows = [
            [int(item.passed), item.label, item.points, "" if item.passed else item.says, int(item.hidden)]
            for item in feedback.items
        ]
        content["testresults"] = [list(HEADINGS), *rows]
        content["columnformats"] = ["%s"] * (len(HEADINGS) - 2)  # CodeRunner escapes them
    return to_json(content, None) + "\n"


def _prologue(feedback: Feedback) -> str:
    lines = []
    for text in (feedback.headline, *feedback.remarks):
        line = ElementTree.Element("p")
        line.text = text
        lines.append(ElementTree.tostring(line, encoding="unicode"))
    return "".join(lines)
