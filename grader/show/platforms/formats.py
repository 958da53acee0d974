"""The formats of learning platforms by their names. Every format is a function: render(reports, options) -> text.

    FORMATS["gradescope"].render(reports, Options(reveal=Reveal.HINT))

`reports` are the reports on one submission, one for each topic. No format reads a clock, a file or the network.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from ...values.errors import UsageError
from ...values.report import Report
from ...values.reveal import Reveal
from ...values.text import nearest
from . import autolab, coderunner, github_classroom, gradescope, html, junit, lti, markdown, prairielearn, vpl, xqueue
from .model import Options

__all__ = ["FORMATS", "Format", "Options", "Reveal", "find"]


@dataclasses.dataclass(frozen=True)
class Format:
    """One format: the function that renders it, and the place where the platform reads it."""

    render: Callable[[Sequence[Report], Options], str]
    place: str


FORMATS: Mapping[str, Format] = {
    "autolab": Format(autolab.render, "standard output"),
    "coderunner": Format(coderunner.render, "standard output"),
    "github-classroom": Format(github_classroom.render, "appended to $GITHUB_OUTPUT"),
    "gradescope": Format(gradescope.render, "/autograder/results/results.json"),
    "html": Format(html.render, "report.html"),
    "junit": Format(junit.render, "junit.xml"),
    "lti": Format(lti.render, f"POST LINEITEM/scores, {lti.MEDIA_TYPE}"),
    "markdown": Format(markdown.render, "report.md"),
    "prairielearn": Format(prairielearn.render, "/grade/results/results.json"),
    "vpl": Format(vpl.render, "standard output"),
    "xqueue": Format(xqueue.render, "xqueue_body of the reply"),
}


def find(name: str) -> Format:
    """The format of this name. Raises UsageError if there is none; the message suggests a similar name."""
    if name in FORMATS:
        return FORMATS[name]
    advice = nearest(name, FORMATS) or f". There are {', '.join(FORMATS)}"
    raise UsageError(f"there is no format {name!r}{advice}")
