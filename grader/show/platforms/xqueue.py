"""Render the body of a reply to edX's xqueue.

The message is one well-formed XML element, as edX requires, and harmless as HTML.

A reply always carries a score. So the caller should send no reply if `Report.broken` is true for one of the reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ...values.report import Report
from .model import Feedback, Options, feedback_on, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The JSON of `xqueue_body`. The score is in points of the course, or on the scale of `options.out_of`."""
    feedback = feedback_on(reports, options)
    content = {"correct": feedback.passed, "score": feedback.scaled(options.out_of), "msg": _message(feedback)}
    return to_json(content, None) + "\n"


def _message(feedback: Feedback) -> str:
    top = Element("div")
    for line in (feedback.headline, *feedback.remarks):
        _add(top, "p", line)
    for item in feedback.items:
        _add(top, "p", f"{'✓' if item.passed else '✗'} {item.label} ({item.points})")
        if not item.passed:
            _add(top, "pre", item.says)
    return ElementTree.tostring(top, encoding="unicode", short_empty_elements=False)


def _add(parent: Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
