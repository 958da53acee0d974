"""What learning platforms read, by name. Every format is one call: render(reports, options) -> text.

    FORMATS["gradescope"].render(reports, Options(reveal=Reveal.HINT))

`reports` are all of one submission, one a topic. Nothing here reads a clock, a file or the network.
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
    """One format: how to make it, and where the platform looks for it."""

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
    """The format of that name; raises UsageError that names the nearest."""
    if name in FORMATS:
        return FORMATS[name]
    advice = nearest(name, FORMATS) or f". There are {', '.join(FORMATS)}"
    raise UsageError(f"there is no format {name!r}{advice}")
