"""One part of a submission, held by a worker and asked check by check; what is wrong is explained."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from ..checks.check import Check
from ..checks.proxies import Respondent
from ..sandbox.isolation import Isolation
from ..submissions.intake import Handed
from ..values.errors import AnswerFailure, Crashed
from ..values.finding import UNEXPLAINED, Finding, Kind
from ..values.report import Result, Status, in_common
from ..values.text import plural, visible
from ..worker.protocol.replies import Failure, Point, Reply
from ..worker.protocol.requests import Load, Question
from .curves import Kept, side_by_side
from .diagnosis.causes import diagnose, show_case
from .diagnosis.signature import Signature
from .reference.sources import Source
from .run_check import Outcome, not_loaded, run_check

if TYPE_CHECKING:
    from .judge import Judge

PART_LIMIT = {"numpy": 60.0, "torch": 180.0}  # seconds for all checks of a part
IMPATIENCE = 0.2  # of the usual time, after an answer that never came: the same loop waits behind other checks
MAX_RESTARTS = 6  # workers for one part: a submission that kills them all is not worth more

OnPoint = Callable[[Check, dict[str, float]], None]
Blocked = tuple[Status, Finding]  # how and why no check of a part can be asked


class Answering(Protocol):
    """What holds a submission's part: a process (process.Worker) or, for trusted code, none (live.InProcess)."""

    device: str
    until: float  # time.monotonic() after which it answers nothing more
    on_point: Callable[[Point], None]  # hears of curves while they grow

    @property
    def layers(self) -> tuple[str, ...]: ...
    @property
    def ended(self) -> bool: ...
    def wait_until_ready(self) -> None: ...
    def load(self, request: Load) -> Reply: ...
    def ask(self, question: Question, respondent: Respondent, seconds: float) -> Reply: ...
    def rules(self) -> AbstractContextManager[None]: ...
    def output(self) -> str: ...
    def close(self) -> None: ...


Start = Callable[[str, str, Isolation], Answering]


class PartSession:
    """The run of one part's checks, with a worker that is replaced when it is lost."""

    def __init__(self, judge: Judge, part: str, handed: Handed | None, problem: str, on_point: OnPoint) -> None:
        self._judge = judge
        self._part = part
        self._handed = handed
        self._problem = problem
        self._on_point = on_point
        self._restarts = 0
        self._results: dict[str, Result] = {}
        self._patience = 1.0
        self._worker: Answering | None = None
        self.isolation: tuple[str, ...] = ()
        self.device = ""
        self.outcome: Outcome | None = None  # of the check asked last, before it was explained

    def results(self) -> Generator[Result, None, None]:
        """One result for each check of the part, in order, as they are done."""
        checks = self._judge.topic.checks_of(self._part)
        try:
            if blocked := self.open():
                yield from _all_alike(checks, *blocked, output=self._said())
            else:
                yield from map(self.ask, checks)
        finally:
            self.close()

    def open(self) -> Blocked | None:
        """Start a worker and load the submission into it; if that cannot be done, the status and finding of all checks."""
        if blocked := self._not_runnable():
            return blocked
        self._worker = self._judge.start(self._part, self._judge.device, self._judge.isolation)
        self._source = self._judge.source()  # read while the worker imports its libraries
        blocked = self._load()
        # Many calls, each a little faster than its own limit, would add up to hours.
        self._worker.until = time.monotonic() + PART_LIMIT[self._part]
        return blocked

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            self._worker.close()

    def ask(self, check: Check) -> Result:
        """The result of one check, after `open`; what it waits for counts as far as it was asked before."""
        assert self._worker
        start = time.perf_counter()
        unmet = [name for name in check.after if name in self._results and not self._results[name].passed]
        if unmet:
            claims = " and ".join(f'"{self._results[name].claim}"' for name in unmet)
            result = _result(check, Status.WAITING, Finding(Kind.WAITING, f"waits until this passes: {claims}"))
        elif time.monotonic() > self._worker.until:
            says = f"not asked: the {PART_LIMIT[self._part]:g} s for this part were used up by earlier checks"
            result = _result(check, Status.TIMED_OUT, Finding(Kind.TIMED_OUT, says))
        elif self._worker_is_lost():
            says = f"not asked: earlier checks ended {plural(self._restarts, 'worker')}"
            result = _result(check, Status.CRASHED, Finding(Kind.CRASHED, says))
        else:
            result = self._explained(check, self._source)
        self._results[check.name] = dataclasses.replace(result, seconds=time.perf_counter() - start)
        return self._results[check.name]

    def blocked(self, check: Check, status: Status, finding: Finding) -> Result:
        """The result of a check where `open` said that none can be asked."""
        return _result(check, status, finding, output=self._said())

    def _said(self) -> str:
        return visible(self._worker.output()) if self._worker else ""

    def _not_runnable(self) -> Blocked | None:
        file = self._judge.topic.file_name(self._part)
        if self._problem:
            return Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, self._problem)
        if self._handed is None:
            return Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, f"{file} was not handed in")
        if self._handed.problem:
            return Status.RAISED, Finding(Kind.RAISED, f"{self._handed.file}: {self._handed.problem}")
        return None

    def _load(self) -> Blocked | None:
        """Load the submission into the worker; a status and a finding if that fails."""
        assert self._worker and self._handed
        request = self._judge.topic.load_request(
            self._part, self._handed.cells, self._handed.others, adapter=self._judge.adapter
        )
        file = self._handed.file
        self._worker.wait_until_ready()
        # A worker that replaces a lost worker may have other layers.
        self.isolation = in_common([*([self.isolation] if self.isolation else []), self._worker.layers])
        self.device = self._worker.device
        try:
            reply = self._worker.load(request)
        except Crashed as crash:
            return Status.CRASHED, Finding(Kind.CRASHED, f"{file} does not load: {crash.reason}")
        except AnswerFailure:
            says = f"{file} does not finish loading: is there a loop or training at its top level?"
            return Status.TIMED_OUT, Finding(Kind.TIMED_OUT, says)
        libraries = "NumPy" if self._part == "numpy" else "NumPy, torch"
        return not_loaded(file, libraries, reply) if isinstance(reply, Failure) else None

    def _worker_is_lost(self) -> bool:
        """Replace a worker that was ended; True when that is no longer worth it."""
        assert self._worker
        if not self._worker.ended:
            return False
        if self._restarts >= MAX_RESTARTS:
            return True
        self._restarts += 1
        self._worker.close()
        until = self._worker.until
        self._worker = self._judge.start(self._part, self._judge.device, self._judge.isolation)
        self._worker.until = until
        if self._load() is None:
            return False
        self._worker.close()  # nothing can be asked of a worker that holds no module
        return True

    def _explained(self, check: Check, source: Source) -> Result:
        assert self._worker
        self.outcome = outcome = self._ask(check, source, small=False)
        output = visible(self._worker.output())
        curves = side_by_side(outcome.curves, source.curves(check, self._judge.seeds)) if outcome.curves else {}
        if outcome.status is Status.PASSED:
            return _result(check, Status.PASSED, output=output, curves=curves)
        finding = self._diagnosed(check, source, outcome)
        return _result(check, outcome.status, finding, output=output, curves=curves)

    def _diagnosed(self, check: Check, source: Source, outcome: Outcome) -> Finding:
        """The finding of a check that did not pass, with its causes or, where none is known, with an example."""
        assert outcome.finding
        causes = diagnose(outcome, self._candidates(check, source) if outcome.signature else {}, source.hints)
        finding = dataclasses.replace(outcome.finding, causes=causes, advice=self._how_it_is_called(outcome))
        if not causes and finding.kind in UNEXPLAINED:
            return dataclasses.replace(finding, example=self._smallest(check, source, outcome))
        return finding

    def _candidates(self, check: Check, source: Source) -> dict[str, Signature]:
        """How the mistakes fail this check that the submission can have made: it has passed no check of theirs."""
        passed = {name for name, result in self._results.items() if result.passed}
        ruled_out = {mistake for mistake, own in source.own_checks.items() if own in passed}
        return source.mistakes(check, self._judge.seeds, ruled_out)

    def _ask(self, check: Check, source: Source, *, small: bool) -> Outcome:
        assert self._worker
        reference = source.reference(check, self._judge.seeds, small=small)
        self._worker.on_point = lambda point: self._on_point(check, dict(point.heights))
        asked = dataclasses.replace(check, seconds=check.seconds * self._patience)
        outcome = run_check(asked, self._worker, reference, self._judge.seeds, device=self._worker.device, small=small)
        if outcome.status is Status.TIMED_OUT:
            self._patience = IMPATIENCE
        return outcome

    def _smallest(self, check: Check, source: Source, outcome: Outcome) -> str:
        """The failing case with the fewest numbers; of a driver's many calls none is worth showing."""
        assert self._worker and outcome.inputs
        if not outcome.inputs.last_call or outcome.inputs.last_call.drives:
            return ""
        smaller = outcome if self._worker.ended else self._ask(check, source, small=True)
        self._worker.output()  # what the same code prints again is not the next check's
        return show_case(smaller if smaller.status is Status.FAILED else outcome)

    def _how_it_is_called(self, outcome: Outcome) -> str:
        """A missing name or an exception without a frame of the student's is about the interface: show it."""
        finding = outcome.finding
        if finding is None or finding.kind not in (Kind.RAISED, Kind.NOT_WRITTEN) or finding.frames:
            return ""
        if self._judge.adapter or not (outcome.inputs and outcome.inputs.last_call):
            return ""  # another course's code is called in another way
        wanted = self._judge.topic.exercises(self._part).get(outcome.inputs.last_call.question.call)
        return f"It should be callable as {wanted}" if wanted else ""


def _all_alike(checks: tuple[Check, ...], status: Status, finding: Finding, output: str = "") -> list[Result]:
    """The file as a whole has a problem: the first check says which, the others wait for it."""
    if status is Status.NOT_WRITTEN:
        return [_result(check, status, finding) for check in checks]
    waiting = Finding(Kind.WAITING, "waits until the file loads")
    return [
        _result(check, status, finding, output=output)
        if check is checks[0]
        else _result(check, Status.WAITING, waiting)
        for check in checks
    ]


def _result(
    check: Check,
    status: Status,
    finding: Finding | None = None,
    *,
    output: str = "",
    curves: dict[str, dict[str, Kept]] | None = None,
) -> Result:
    points = check.points if status is Status.PASSED else 0.0
    return Result(
        check.name, check.claim, check.part, status, points, check.points, finding, output=output, curves=curves or {}
    )
