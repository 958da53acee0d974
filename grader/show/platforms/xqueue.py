"""The body of a reply to edX's xqueue. The message is one well-formed XML element, which edX demands, and harmless as HTML.

A reply always carries a score, so none should be sent for a report with a broken check: `Report.broken` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ...values.report import Report
from .model import Feedback, Options, feedback, to_json


def render(reports: Sequence[Report], options: Options) -> str:
    """The JSON of `xqueue_body`; the score is in our points, or out of `options.out_of`."""
    found = feedback(reports, options)
    content = {"correct": found.passed, "score": found.scaled(options.out_of), "msg": _message(found)}
    return to_json(content, None) + "\n"


def _message(found: Feedback) -> str:
    top = Element("div")
    for line in (found.headline, *found.notes):
        _add(top, "p", line)
    for item in found.items:
        _add(top, "p", f"{'✓' if item.passed else '✗'} {item.label} ({item.points})")
        if not item.passed:
            _add(top, "pre", item.says)
    return ElementTree.tostring(top, encoding="unicode", short_empty_elements=False)


def _add(parent: Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text
