"""Open a part of a submission: a worker that holds it, or the reason why none of its checks can be asked."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from ..checks.check import Check
from ..submissions.intake import Handed
from ..values.finding import Finding, Kind
from ..values.report import Result, Status
from . import foundations
from .blocked import Blocked
from .foundations import Foundation
from .session import OnPoint, PartSession
from .setup import Setup

NOTHING_EARLIER: Mapping[str, Result] = {}


def no_point(check: Check, point: dict[str, float]) -> None:
    """Ignore a point: for callers that show no curves while they grow."""


def open_part(
    setup: Setup,
    part: str,
    handed: Handed | None,
    *,
    problem: str = "",
    on_point: OnPoint = no_point,
    earlier: Mapping[str, Result] = NOTHING_EARLIER,
) -> PartSession | Blocked:
    """Start a worker and load a part of a submission into it. The caller closes the result.

    `problem` says why no part of the submission can be graded. `handed` is None if this part was not handed in. `earlier` has
    the results of the parts that were judged before, by check: a check may wait for one of theirs.
    """
    file = setup.topic.file_name(part)
    if problem:
        return Blocked(setup, part, Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, problem))
    if handed is None:
        return Blocked(setup, part, Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, f"{file} was not handed in"))
    if handed.problem:
        return Blocked(setup, part, Status.RAISED, Finding(Kind.RAISED, f"{handed.file}: {handed.problem}"))
    return _opened(setup, part, handed, on_point, earlier, foundations.lay(setup, part, handed, _first_failure))


def _opened(
    setup: Setup,
    part: str,
    handed: Handed,
    on_point: OnPoint,
    earlier: Mapping[str, Result],
    foundation: Foundation,
) -> PartSession | Blocked:
    session = PartSession(setup, part, handed, on_point, earlier, foundation)
    try:
        return session.load() or session
    except BaseException:
        session.close()
        raise


def _first_failure(setup: Setup, part: str, handed: Handed, foundation: Foundation) -> Result | None:
    """The first result of a part that is not passed; None if there is none."""
    with contextlib.closing(_opened(setup, part, handed, no_point, NOTHING_EARLIER, foundation)) as opened:
        return next((result for result in opened.results() if not result.passed), None)
