"""One submission, one topic: every check of its parts, and the report."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence

from ..submissions.intake import Handed
from ..values.errors import SubmissionError
from ..values.finding import Finding, Kind
from ..values.report import PartReport, Report, Result, Status
from .session import OnPoint, no_point, open_part
from .setup import Setup

OnResult = Callable[[Result], None]


def _no_result(result: Result) -> None:
    """For callers that wait for the report."""


def judge(
    setup: Setup,
    handed: Mapping[str, Handed],
    *,
    name: str,
    problem: str = "",
    on_result: OnResult = _no_result,
    on_point: OnPoint = no_point,
) -> Report:
    """The report on the parts that were handed in; `problem` says why none of them can be graded.

    `name` is the submission's. `on_result` gets each result and `on_point` each point of a training curve, as they come.
    Raises GraderError where the grader itself fails: a person who waits for this submission alone reads that sentence.
    """
    parts = []
    for part in (name for name in setup.topic_parts if setup.topic.checks_of(name)):
        start = time.perf_counter()
        opened = open_part(setup, part, handed.get(part), problem=problem, on_point=on_point)
        results: list[Result] = []
        with contextlib.closing(opened):
            for result in opened.results():
                results.append(result)
                on_result(result)
        seconds = time.perf_counter() - start
        parts.append(PartReport(part, opened.isolation, opened.device or setup.device, seconds, tuple(results)))
    return Report(setup.topic.name, name, tuple(parts))


def examine(
    setup: Setup,
    files: dict[str, bytes],
    *,
    name: str,
    problem: str = "",
    on_result: OnResult = _no_result,
) -> Report:
    """The report on a submission's files, where nobody waits for it: one of a class, or a platform's. Never raises.

    Files that hold no part of the topic, or a `problem` why they could not be read, give a report in which every check says
    so. Where the grader fails, the checks that it had not asked yet are BROKEN; the results before them count.
    """
    known: list[Result] = []

    def keep(result: Result) -> None:
        known.append(result)
        on_result(result)

    try:
        handed: dict[str, Handed] = {}
        if not problem:
            try:
                handed = setup.find_parts(files, setup.topic)
            except SubmissionError as error:
                problem = str(error)
        return judge(setup, handed, name=name, problem=problem, on_result=keep)
    except Exception as error:  # ours: no other submission or topic may suffer
        return so_far(setup, known, name=name, status=Status.BROKEN, message=f"the grader failed: {error}")


def so_far(setup: Setup, known: Sequence[Result], *, name: str, status: Status, message: str) -> Report:
    """The report of the results that are known, with `status` and `message` for every other check."""
    asked = {result.name for result in known}
    finding = Finding(Kind(status), message)
    others = [
        Result(check.name, check.claim, check.part, status, 0.0, check.points, finding)
        for check in setup.checks
        if check.name not in asked
    ]
    return Report.of(setup.topic.name, name, (*known, *others), device=setup.device)
