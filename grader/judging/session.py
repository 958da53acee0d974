"""One part of a submission, held by a worker and asked check by check; what is wrong is explained."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

from ..checks.check import Check
from ..submissions.intake import Handed
from ..values.errors import AnswerFailure, Crashed
from ..values.finding import UNEXPLAINED, Finding, Kind
from ..values.parts import TABLE
from ..values.report import Result, Status, in_common
from ..values.text import plural, visible
from ..worker.protocol.replies import Failure
from .curves import Kept, side_by_side
from .diagnosis.causes import diagnose, show_case
from .diagnosis.signature import Signature
from .reference.sources import Source
from .run_check import Outcome, not_loaded, run_check
from .setup import Answering, Setup

IMPATIENCE = 0.2  # of the usual time, after an answer that never came: the same loop waits behind other checks
MAX_RESTARTS = 6  # workers for one part: a submission that kills them all is not worth more

OnPoint = Callable[[Check, dict[str, float]], None]


def no_point(check: Check, point: dict[str, float]) -> None:
    """For callers that show no curves while they grow."""


def open_part(
    setup: Setup, part: str, handed: Handed | None, *, problem: str = "", on_point: OnPoint = no_point
) -> PartSession | Blocked:
    """Start a worker and load a part of a submission into it. The caller closes the result.

    `problem` says why nothing of the submission can be graded; `handed` is None where this part was not handed in.
    """
    file = setup.topic.file_name(part)
    if problem:
        return Blocked(setup, part, Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, problem))
    if handed is None:
        return Blocked(setup, part, Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, f"{file} was not handed in"))
    if handed.problem:
        return Blocked(setup, part, Status.RAISED, Finding(Kind.RAISED, f"{handed.file}: {handed.problem}"))
    session = PartSession(setup, part, handed, on_point)
    try:
        return session.load() or session
    except BaseException:
        session.close()
        raise


@dataclasses.dataclass(frozen=True)
class Blocked:
    """A part of which no check can be asked, and why: it was not handed in, cannot be read, or does not load."""

    setup: Setup
    part: str
    status: Status
    finding: Finding
    output: str = ""  # what the file printed while it was loaded
    isolation: tuple[str, ...] = ()
    device: str = ""
    outcome: Outcome | None = None  # as of a PartSession: no check was asked

    def ask(self, check: Check) -> Result:
        """The reason, as the result of this check."""
        return _result(check, self.status, self.finding, output=self.output)

    def results(self) -> Iterator[Result]:
        """The first check says what the file's problem is; the others wait for it, or are not written either."""
        for number, check in enumerate(self.setup.topic.checks_of(self.part)):
            if self.status is Status.NOT_WRITTEN:
                yield _result(check, self.status, self.finding)
            elif number == 0:
                yield self.ask(check)
            else:
                yield _result(check, Status.WAITING, Finding(Kind.WAITING, "waits until the file loads"))

    def close(self) -> None:
        """No worker is left."""


class PartSession:
    """A part of a submission that a worker holds; the worker is replaced when it is lost. `open_part` makes it."""

    def __init__(self, setup: Setup, part: str, handed: Handed, on_point: OnPoint = no_point) -> None:
        self._setup = setup
        self._part = part
        self._handed = handed
        self._on_point = on_point
        self._restarts = 0
        self._results: dict[str, Result] = {}
        self._patience = 1.0
        self.isolation: tuple[str, ...] = ()
        self.device = ""
        self.outcome: Outcome | None = None  # of the check asked last, before it was explained
        self._worker: Answering = setup.start_worker(part)
        try:
            self._source = setup.source()  # read while the worker imports its libraries
        except BaseException:
            self._worker.close()
            raise

    def results(self) -> Iterator[Result]:
        """One result for each check of the part, in order, as they are done."""
        return map(self.ask, self._setup.topic.checks_of(self._part))

    def load(self) -> Blocked | None:
        """Load the submission into the first worker. Where that fails, end the worker and return why."""
        problem = self._load()
        # Many calls, each a little faster than its own limit, would add up to hours.
        self._worker.until = time.monotonic() + TABLE[self._part].seconds
        if problem is None:
            return None
        output = visible(self._worker.output())
        self.close()
        return Blocked(self._setup, self._part, *problem, output, self.isolation, self.device)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def ask(self, check: Check) -> Result:
        """The result of one check, after `open`; what it waits for counts as far as it was asked before."""
        start = time.perf_counter()
        unmet = [name for name in check.after if name in self._results and not self._results[name].passed]
        if unmet:
            claims = " and ".join(f'"{self._results[name].claim}"' for name in unmet)
            result = _result(check, Status.WAITING, Finding(Kind.WAITING, f"waits until this passes: {claims}"))
        elif time.monotonic() > self._worker.until:
            says = f"not asked: the {TABLE[self._part].seconds:g} s for this part were used up by earlier checks"
            result = _result(check, Status.TIMED_OUT, Finding(Kind.TIMED_OUT, says))
        elif not self._ensure_worker():
            says = f"not asked: earlier checks ended {plural(self._restarts, 'worker')}"
            result = _result(check, Status.CRASHED, Finding(Kind.CRASHED, says))
        else:
            result = self._explained(check, self._source)
        self._results[check.name] = dataclasses.replace(result, seconds=time.perf_counter() - start)
        return self._results[check.name]

    def _load(self) -> tuple[Status, Finding] | None:
        """Load the submission into the worker; a status and a finding if that fails."""
        request = self._setup.topic.load_request(
            self._part, self._handed.cells, self._handed.others, adapter=self._setup.adapter
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
        return not_loaded(file, TABLE[self._part].runs_with, reply) if isinstance(reply, Failure) else None

    def _ensure_worker(self) -> bool:
        """Restart the worker if it died. False once MAX_RESTARTS is reached or the file no longer loads."""
        if not self._worker.ended:
            return True
        if self._restarts >= MAX_RESTARTS:
            return False
        self._restarts += 1
        self._worker.close()
        until = self._worker.until
        self._worker = self._setup.start_worker(self._part)
        self._worker.until = until
        if self._load() is None:
            return True
        self._worker.close()  # nothing can be asked of a worker that holds no module
        return False

    def _explained(self, check: Check, source: Source) -> Result:
        self.outcome = outcome = self._ask(check, source, small=False)
        output = visible(self._worker.output())
        curves = side_by_side(outcome.curves, source.curves(check, self._setup.seeds)) if outcome.curves else {}
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
        return source.mistakes(check, self._setup.seeds, ruled_out)

    def _ask(self, check: Check, source: Source, *, small: bool) -> Outcome:
        reference = source.reference(check, self._setup.seeds, small=small)
        self._worker.on_point = lambda point: self._on_point(check, dict(point.heights))
        asked = dataclasses.replace(check, seconds=check.seconds * self._patience)
        outcome = run_check(asked, self._worker, reference, self._setup.seeds, device=self._worker.device, small=small)
        if outcome.status is Status.TIMED_OUT:
            self._patience = IMPATIENCE
        return outcome

    def _smallest(self, check: Check, source: Source, outcome: Outcome) -> str:
        """The failing case with the fewest numbers; of a driver's many calls none is worth showing."""
        assert outcome.inputs
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
        if self._setup.adapter or not (outcome.inputs and outcome.inputs.last_call):
            return ""  # another course's code is called in another way
        wanted = self._setup.topic.exercises(self._part).get(outcome.inputs.last_call.question.call)
        return f"It should be callable as {wanted}" if wanted else ""


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
