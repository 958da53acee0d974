"""The score that LTI 1.3's Assignment and Grade Services take. Without a clock: who and when come with the options."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ...values.errors import UsageError
from ...values.report import Report
from .model import Feedback, Options, feedback, to_json

MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"


def render(reports: Sequence[Report], options: Options) -> str:
    """The body to POST to the line item's scores. A broken check sends no score, which leaves an earlier one alone.

    Raises UsageError where the options lack the user or the time.
    """
    if not options.user or options.time is None:
        raise UsageError("LTI needs the platform's id of the student and the time of the score")
    found = feedback(reports, options)
    content: dict[str, object] = {
        "userId": options.user,
        "timestamp": _moment(options.time),
        "activityProgress": "Completed",
        **_grading(found),
        "comment": " ".join([found.headline, *found.notes]),
    }
    if options.handed_in is not None:
        content["submission"] = {"submittedAt": _moment(options.handed_in)}
    return to_json(content) + "\n"


def _grading(found: Feedback) -> dict[str, object]:
    if found.broken:
        return {"gradingProgress": "Failed"}
    if not found.max_score:  # a maximum must be positive, and here is nothing to grade
        return {"gradingProgress": "NotReady"}
    return {"gradingProgress": "FullyGraded", "scoreGiven": found.score, "scoreMaximum": found.max_score}


def _moment(time: datetime.datetime) -> str:
    """ISO 8601 with a zone and fractions of a second: platforms drop a score that is not later than the last."""
    if time.tzinfo is None:
        raise UsageError(f"the time {time} has no zone: LTI needs one")
    return time.isoformat(timespec="milliseconds")
