"""Judge one submission in one topic: ask every check of its parts and make the report."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence

from ..submissions.intake import Handed
from ..values.errors import SubmissionError
from ..values.finding import Finding, Kind
from ..values.report import PartReport, Report, Result, Status
from .gate import cleaned
from .opening import no_point, open_part
from .session import OnPoint
from .setup import Setup

OnResult = Callable[[Result], None]


def _no_result(result: Result) -> None:
    """Ignore a result: for callers that only need the report."""


def judge(
    setup: Setup,
    handed: Mapping[str, Handed],
    *,
    name: str,
    problem: str = "",
    on_result: OnResult = _no_result,
    on_point: OnPoint = no_point,
) -> Report:
    """The report on the parts that were handed in. `problem` says why no part can be graded.

    `name` is the name of the submission. `on_result` is called with each result and `on_point` with each point of a training
    curve, as soon as they exist. Raises GraderError if the grader itself fails: one person waits for this report and should
    read the message.
    """
    parts: list[PartReport] = []
    names = [part for part in setup.topic_parts if setup.topic.checks_of(part)]
    for number, part in enumerate(names):
        start = time.perf_counter()
        share = setup.shared(len(names) - number)
        earlier = {result.name: result for finished in parts for result in finished.results}
        opened = open_part(share, part, handed.get(part), problem=problem, on_point=on_point, earlier=earlier)
        results: list[Result] = []
        with contextlib.closing(opened):
            for result in opened.results():
                results.append(result)
                on_result(result)
        seconds = time.perf_counter() - start
        device = opened.device or setup.device
        parts.append(PartReport(part, opened.isolation, device, seconds, tuple(results), opened.builds_on))
    return Report(setup.topic.name, name, tuple(parts))


def examine(
    setup: Setup,
    files: dict[str, bytes],
    *,
    name: str,
    problem: str = "",
    on_result: OnResult = _no_result,
) -> Report:
    """The report on a submission's files, for a class or a platform, where nobody waits for this submission. Never raises.

    If the files hold no part of the topic, or if `problem` says why they could not be read, every check in the report gives
    that reason. If the grader fails, the checks that it has not asked are BROKEN; the results before the failure count.
    """
    finished: list[Result] = []

    def keep(result: Result) -> None:
        finished.append(result)
        on_result(result)

    try:
        handed: dict[str, Handed] = {}
        if not problem:
            try:
                handed = setup.find_parts(files, setup.topic)
            except SubmissionError as error:
                problem = str(error)
        return judge(setup, handed, name=name, problem=problem, on_result=keep)
    except Exception as error:  # the grader's own failure: the other submissions and topics must still be graded
        return so_far(setup, finished, name=name, status=Status.BROKEN, message=f"the grader failed: {error}")


def so_far(setup: Setup, finished: Sequence[Result], *, name: str, status: Status, message: str) -> Report:
    """The report of the finished results, with `status` and `message` for every other check."""
    asked = {result.name for result in finished}
    finding = Finding(Kind(status), message)
    unasked = [
        cleaned(Result(check.name, check.claim, check.part, status, 0.0, check.points, finding))
        for check in setup.checks
        if check.name not in asked
    ]
    return Report.of(setup.topic.name, name, (*finished, *unasked), device=setup.device)
