"""Moodle CodeRunner's JSON of a combinator template grader. Any field that CodeRunner does not know makes it refuse the rest.

With a broken check there is no fraction: CodeRunner then calls the question bad, rather than the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from ...values.report import Report
from .model import Feedback, Options, feedback, to_json

HEADINGS = ("iscorrect", "Check", "Points", "What is wrong", "ishidden")


def render(reports: Sequence[Report], options: Options) -> str:
    """The one line to print, and nothing else: hidden rows are for staff, whom CodeRunner shows them."""
    found = feedback(reports, options, in_full=True)
    content: dict[str, object] = {} if found.broken else {"fraction": found.fraction}
    content["prologuehtml"] = _prologue(found)
    if not found.broken:
        rows = [
            [int(item.passed), item.label, item.points, "" if item.passed else item.says, int(item.hidden)]
            for item in found.items
        ]
        content["testresults"] = [list(HEADINGS), *rows]
        content["columnformats"] = ["%s"] * (len(HEADINGS) - 2)  # CodeRunner escapes them
    return to_json(content, None) + "\n"


def _prologue(found: Feedback) -> str:
    lines = []
    for text in (found.headline, *found.notes):
        line = ElementTree.Element("p")
        line.text = text
        lines.append(ElementTree.tostring(line, encoding="unicode"))
    return "".join(lines)
