"""Render a score for LTI 1.3's Assignment and Grade Services.

The student and the time come from the options, not from a clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ...values.errors import UsageError
from ...values.report import Report
from .model import Feedback, Options, feedback_on, to_json

MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"


def render(reports: Sequence[Report], options: Options) -> str:
    """The body to POST to the scores of the line item. If a check is broken, the body holds no score.

    A platform that receives no score keeps an earlier score.

    Raises UsageError if the options lack the user or the time, or if a time has no zone.
    """
    if not options.user or options.time is None:
        raise UsageError("LTI needs the platform's id of the student and the time of the score")
    feedback = feedback_on(reports, options)
    content: dict[str, object] = {
        "userId": options.user,
        "timestamp": _moment(options.time),
        "activityProgress": "Completed",
        **_grading(feedback),
        "comment": " ".join([feedback.headline, *feedback.remarks]),
    }
    if options.handed_in is not None:
        content["submission"] = {"submittedAt": _moment(options.handed_in)}
    return to_json(content) + "\n"


def _grading(feedback: Feedback) -> dict[str, object]:
    if feedback.broken:
        return {"gradingProgress": "Failed"}
    if not feedback.max_score:  # LTI requires a positive maximum, and there is nothing to grade
        return {"gradingProgress": "NotReady"}
    return {"gradingProgress": "FullyGraded", "scoreGiven": feedback.score, "scoreMaximum": feedback.max_score}


def _moment(time: datetime.datetime) -> str:
    """ISO 8601 with a zone and milliseconds. Platforms ignore a score that is not later than the previous score."""
    if time.tzinfo is None:
        raise UsageError(f"the time {time} has no time zone: give a time with one, since LTI needs it")
    return time.isoformat(timespec="milliseconds")
