"""Render the line that GitHub Classroom's autograding reporter reads: `result=` and JSON in base64, for $GITHUB_OUTPUT.

The reporter prints names and messages to the log of a workflow. A line of that log can be a workflow command, so this
module changes texts that look like commands.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from ...values.report import Report
from .model import Item, Options, feedback_on, to_json

_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def render(reports: Sequence[Report], options: Options) -> str:
    """The line to append to the file that $GITHUB_OUTPUT names."""
    feedback = feedback_on(reports, options)
    content = {
        "version": 3,
        "status": "error" if feedback.broken or not feedback.items else "pass" if feedback.passed else "fail",
        "max_score": feedback.max_score,
        "tests": [_test(item, "" if item.passed else feedback.explained(item)) for item in feedback.items],
    }
    return f"result={base64.b64encode(to_json(content, None).encode()).decode()}\n"


def _test(item: Item, message: str) -> dict[str, object]:
    return {
        "name": _no_command(item.label),
        "status": "error" if item.broken else "pass" if item.passed else "fail",
        "score": item.score,
        "message": _no_command(message),
        "test_code": item.name,
        "filename": "",
        "line_no": 0,
        "duration": item.seconds,
    }


def _no_command(text: str) -> str:
    """`text` without workflow commands.

    Older commands begin with ##[ anywhere in a line, newer ones with :: at its start.
    """
    return _COMMAND.sub(r"\1: ", text).replace("##[", "## [")
