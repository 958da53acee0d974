"""Render JUnit XML for GitLab, Artemis, CodeGrade and Jenkins.

A waiting check is a failure, since Artemis ignores skipped tests.

All topics share one suite. If there are several suites, Artemis adds the name of the suite to the name of each test.
The name of a test must not change, since courses set its weight by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ...values.report import Report
from .model import Item, Options, decimal, feedback_on


def render(reports: Sequence[Report], options: Options) -> str:
    """The text of the file. Points are properties of the test cases; platforms that do not use them ignore them."""
    feedback = feedback_on(reports, options)
    counts = {
        "tests": str(len(feedback.items)),
        "failures": str(sum(not item.passed and not item.broken for item in feedback.items)),
        "errors": str(sum(item.broken for item in feedback.items)),
        "skipped": "0",
        "time": decimal(feedback.seconds),
    }
    root = Element("testsuites", counts)
    suite = SubElement(root, "testsuite", {"name": feedback.title, **counts})
    for item in feedback.items:
        _add(suite, item, "" if item.passed else f"{item.claim}\n{feedback.explained(item)}")
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add(suite: Element, item: Item, text: str) -> None:
    settings = {"name": item.name, "classname": f"{item.topic}.{item.part}", "time": decimal(item.seconds)}
    case = SubElement(suite, "testcase", settings)
    properties = SubElement(case, "properties")
    for name, value in (("points", item.score), ("max_points", item.max_score)):
        SubElement(properties, "property", {"name": name, "value": decimal(value)})
    if item.passed:
        return
    # Artemis reads the attribute, GitLab reads the element's text.
    SubElement(case, "error" if item.broken else "failure", {"type": item.word, "message": text}).text = text
