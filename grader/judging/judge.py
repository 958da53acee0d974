"""One submission, one topic: every check of both parts, and the report."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping

from ..checks.check import PARTS
from ..checks.seeds import Seeds
from ..sandbox.isolation import BEST, Isolation
from ..sandbox.worker_process import Worker
from ..submissions.intake import Cell, Handed
from ..topics.topic import Topic
from ..values.report import PartReport, Report, Result
from .reference.sources import Source
from .session import OnPoint, PartSession, Start

Progress = Callable[[Result], None]


@dataclasses.dataclass(frozen=True)
class Judge:
    """How submissions are judged in one topic: against which source, from which secret, on which device."""

    topic: Topic
    source: Callable[[], Source]
    seeds: Seeds
    device: str = "cpu"
    parts: tuple[str, ...] = PARTS
    start: Start = Worker
    isolation: Isolation = BEST
    adapter: Cell | None = None  # stands between the submission and the checks: adapter.Adapter.onto
    left_out: Mapping[str, str] = dataclasses.field(default_factory=dict)  # checks not part of this run, and why

    def judge(
        self,
        submission: str,
        handed: Mapping[str, Handed],
        *,
        problem: str = "",
        progress: Progress = lambda result: None,
        on_point: OnPoint = lambda check, point: None,
    ) -> Report:
        """The report on what was handed in; `problem` says why nothing of it can be graded.

        `progress` hears of every result, `on_point` of every point of a curve, as they come.
        """
        parts = []
        for part in (name for name in self.topic.parts if name in self.parts and self.topic.checks_of(name)):
            start = time.perf_counter()
            session = self.session(part, handed.get(part), problem, on_point)
            results: list[Result] = []
            for result in session.results():
                results.append(result)
                progress(result)
            seconds = time.perf_counter() - start
            parts.append(PartReport(part, session.isolation, session.device or self.device, seconds, tuple(results)))
        return Report(self.topic.name, submission, tuple(parts))

    def session(
        self, part: str, handed: Handed | None, problem: str = "", on_point: OnPoint = lambda check, point: None
    ) -> PartSession:
        """One part to be asked check by check: `open`, `ask` …, `close`."""
        return PartSession(self, part, handed, problem, on_point)
