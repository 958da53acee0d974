"""Make a result safe to show and to store, whatever the student's code said.

Every result passes this gate before anything else sees it. It refuses nothing: it escapes, shortens and leaves out.
"""

from __future__ import annotations

import dataclasses

from ..values.finding import Cause, Finding, Frame
from ..values.report import Result
from ..values.text import MAX_OUTPUT, visible
from ..worker.protocol.replies import MAX_CURVE_NAME, MAX_CURVES
from .curves import thinned

SENTENCE = 4000  # characters of a sentence, an example or an advice
NAME = 200  # characters of a name
MAX_ITEMS = 20  # causes, frames, and names of cases


def cleaned(result: Result) -> Result:
    """The result with visible texts of bounded length, and with a bounded number of curves, points, causes and frames."""
    return dataclasses.replace(
        result,
        finding=result.finding and _cleaned_finding(result.finding),
        output=visible(result.output, MAX_OUTPUT),
        curves={
            visible(name, MAX_CURVE_NAME): {side: thinned(heights) for side, heights in sides.items()}
            for name, sides in list(result.curves.items())[:MAX_CURVES]
        },
    )


def _cleaned_finding(finding: Finding) -> Finding:
    return dataclasses.replace(
        finding,
        says=visible(finding.says, SENTENCE),
        case=tuple(visible(name, NAME) for name in finding.case[:MAX_ITEMS]),
        causes=tuple(map(_cleaned_cause, finding.causes[:MAX_ITEMS])),
        frames=tuple(Frame.of(f.file, f.line, f.function, f.source) for f in finding.frames[:MAX_ITEMS]),
        example=visible(finding.example, SENTENCE),
        advice=visible(finding.advice, SENTENCE),
    )


def _cleaned_cause(cause: Cause) -> Cause:
    return dataclasses.replace(cause, id=visible(cause.id, NAME), sentence=visible(cause.sentence, SENTENCE))
