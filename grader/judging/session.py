"""Ask the checks of one part of a submission, one after another, and explain each check that does not pass.

A worker holds the part. If the worker dies, another one replaces it. See opening.open_part.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping

from ..checks.check import Check
from ..sandbox.deadline import SLOWEST
from ..sandbox.spawn import START_LIMIT
from ..sandbox.worker_process import LOAD_LIMIT
from ..submissions.intake import Handed
from ..values.errors import AnswerFailure, Crashed
from ..values.finding import UNEXPLAINED, Finding, Kind
from ..values.parts import TABLE
from ..values.report import Result, Status, in_common
from ..values.text import plural
from ..worker.protocol.replies import Failure
from ..worker.protocol.requests import Call
from . import advice, precision, waiting
from .blocked import Blocked, result_of
from .curves import side_by_side
from .diagnosis import slips
from .diagnosis.causes import diagnose
from .diagnosis.signature import Signature
from .foundations import Foundation
from .reference.sources import Source
from .run_check import Outcome, not_loaded, run_check
from .setup import PartHolder, Setup

# After one timeout, later checks get this fraction of their time: they probably run into the same endless loop.
IMPATIENCE = 0.2
MAX_RESTARTS = 6  # new workers for one part: the grader gives up on a submission that kills more

OnPoint = Callable[[Check, dict[str, float]], None]


def longest(part: str) -> float:
    """Seconds after which the judging of a part hangs: all its limits on the slowest machine, and as much for the judge."""
    return 2 * SLOWEST * (LOAD_LIMIT + TABLE[part].seconds) + (1 + MAX_RESTARTS) * START_LIMIT


class PartSession:
    """One part of a submission in a worker. A worker that dies is replaced. `opening.open_part` makes sessions."""

    def __init__(
        self,
        setup: Setup,
        part: str,
        handed: Handed,
        on_point: OnPoint,
        earlier: Mapping[str, Result],
        foundation: Foundation,
    ) -> None:
        self._setup = setup
        self._earlier = earlier
        self._foundation = foundation
        self.builds_on = foundation.sentences
        self._part = part
        self._handed = handed
        self._on_point = on_point
        self._restarts = 0
        self._results: dict[str, Result] = {}
        self._patience = 1.0
        self._single: bool | None = None  # whether the code computes in single precision, if that is known
        self.isolation: tuple[str, ...] = ()
        self.device = ""
        self.outcome: Outcome | None = None  # of the last check, before the diagnosis
        self._worker: PartHolder = setup.start_worker(part)
        self._worker.latest = setup.until
        self._seconds = 0.0  # that the part may take
        try:
            self._source = setup.source(part)  # reads the recording while the worker imports its libraries
        except BaseException:
            self._worker.close()
            raise

    def results(self) -> Iterator[Result]:
        """One result for each check of the part, in order. Each check is asked when its result is wanted."""
        return map(self.ask, self._setup.topic.checks_of(self._part))

    def load(self) -> Blocked | None:
        """Load the submission into the first worker. If that fails, end the worker and return the reason, else None."""
        problem = self._load()
        # A limit for the whole part: many calls, each a little faster than its own limit, would add up to hours.
        self._seconds = min(TABLE[self._part].seconds, max(self._setup.until - time.monotonic(), 0.0))
        self._worker.left = self._seconds
        if problem is None:
            return None
        output = self._worker.output()
        self.close()
        return Blocked(self._setup, self._part, *problem, output, self.isolation, self.device, self.builds_on)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def ask(self, check: Check) -> Result:
        """The result of one check, after `load`. Among the checks that it waits for, only those asked before count.

        So a check never waits for a part that is not judged.
        """
        pieces = {item: self._ask_piece(check[item]) for item, _ in check.each}
        result = waiting.joined(check, pieces) if pieces else self._ask_piece(check)
        self._results[check.name] = result
        return result

    def _ask_piece(self, check: Check) -> Result:
        start = time.perf_counter()
        if not self._setup.topic.course.asks_all and (waits := waiting.waiting(check, self.found)):
            result = waits
        elif self._worker.left <= 0 or time.monotonic() >= self._setup.until:
            message = f"not asked: the {self._seconds:.3g} s for this part were used up by earlier checks"
            result = result_of(check, Status.TIMED_OUT, Finding(Kind.TIMED_OUT, message))
        elif not self._ensure_worker():
            message = f"not asked: earlier checks ended {plural(self._restarts, 'worker')}"
            result = result_of(check, Status.CRASHED, Finding(Kind.CRASHED, message))
        else:
            result = self._judge(check, self._source)
        self._results[check.name] = dataclasses.replace(result, seconds=time.perf_counter() - start)
        return self._results[check.name]

    def found(self, name: str) -> Result | None:
        """The result of a check or piece of this part or of an earlier part, if it was asked for."""
        return self._results.get(name) or self._earlier.get(name)

    def _load(self) -> tuple[Status, Finding] | None:
        """Load the submission into the worker. If that fails, return a status and a finding, else None."""
        request = self._setup.topic.load_request(
            self._part,
            self._handed.cells,
            self._foundation.modules,
            self._foundation.dependencies,
            also_forbidden=self._setup.also_forbidden,
            adapter=self._setup.adapter,
            notebook=self._handed.notebook,
        )
        file = self._handed.file
        self._worker.wait_until_ready()
        # A worker that replaces a dead worker may have other layers.
        self.isolation = in_common([*([self.isolation] if self.isolation else []), self._worker.layers])
        self.device = self._worker.device
        try:
            reply = self._worker.load(request)
        except Crashed as crash:
            return Status.CRASHED, Finding(Kind.CRASHED, f"{file} does not load: {crash.reason}")
        except AnswerFailure:
            if time.monotonic() >= self._setup.until:
                return Status.TIMED_OUT, Finding(Kind.TIMED_OUT, f"{file} was not loaded in the time for this part")
            definitions = self._handed.without_computations()
            if self._handed.notebook and definitions != self._handed:  # a notebook may train for hours
                self._handed = definitions
                self._replace_worker()
                return self._load()
            message = f"{file} does not finish loading: is there a loop or training at its top level?"
            return Status.TIMED_OUT, Finding(Kind.TIMED_OUT, message)
        return not_loaded(file, TABLE[self._part].runs_with, reply) if isinstance(reply, Failure) else None

    def _ensure_worker(self) -> bool:
        """Restart the worker if it died. False once MAX_RESTARTS is reached or the file no longer loads."""
        if not self._worker.ended:
            return True
        if self._restarts >= MAX_RESTARTS:
            return False
        self._restarts += 1
        self._replace_worker()
        if self._load() is None:
            return True
        self._worker.close()  # a worker that holds no module cannot answer questions
        return False

    def _replace_worker(self) -> None:
        self._worker.close()
        left = self._worker.left
        self._worker = self._setup.start_worker(self._part)
        self._worker.left, self._worker.latest = left, self._setup.until

    def _judge(self, check: Check, source: Source) -> Result:
        outcome = precision.forgiving(
            check, lambda single: self._run(check, source, small=False, single=single), lambda: self._is_single(source)
        )
        self.outcome = outcome
        output = self._worker.output()
        curves = side_by_side(outcome.curves, source.curves(check, self._setup.seeds)) if outcome.curves else {}
        if outcome.status is Status.PASSED:
            return result_of(check, Status.PASSED, output=output, curves=curves)
        finding = self._explain(check, source, outcome)
        return result_of(check, outcome.status, finding, output=output, curves=curves)

    def _explain(self, check: Check, source: Source, outcome: Outcome) -> Finding:
        """The finding of a check that did not pass. It names the causes; if none is known, it shows an example."""
        assert outcome.finding
        candidates = self._possible_mistakes(check, source) if outcome.signature else {}
        causes = diagnose(outcome, candidates, source.hints)
        if not causes and not self._setup.adapter:  # the words of slips are about this topic's functions
            causes = slips.probable(outcome, source.slips(check, self._setup.seeds))
        # An adapter calls the submission in its own way.
        interface = "" if self._setup.adapter else advice.on_interface(outcome, self._setup.topic, self._part)
        finding = dataclasses.replace(outcome.finding, causes=causes, advice=interface)
        others = (*check.look_first, *(check.after if self._setup.topic.course.asks_all else ()))
        finding = waiting.with_advice(finding, check, others, self.found)
        if not causes and finding.kind in UNEXPLAINED:
            return dataclasses.replace(finding, example=self._show_smallest_case(check, source, outcome))
        return finding

    def _possible_mistakes(self, check: Check, source: Source) -> dict[str, Signature]:
        """The signatures, in this check, of the mistakes that the submission may contain.

        A mistake is ruled out if the submission has passed the check which that mistake must fail, or a piece of it that the
        mistake fails.
        """
        ruled_out: set[str] = set()
        for own in self._setup.topic.checks_of(self._part):
            named = {mistake for mistake, name in source.own_checks.items() if name == own.name}
            if named and self._has_passed(own.name):
                ruled_out |= named
            elif named and own.each:
                others = source.own_checks.keys() - named
                for piece in filter(lambda piece: self._has_passed(piece.name), own.pieces):
                    ruled_out |= source.mistakes(piece, self._setup.seeds, others).keys()
        return source.mistakes(check, self._setup.seeds, ruled_out)

    def _has_passed(self, name: str) -> bool:
        result = self._results.get(name)
        return result is not None and result.passed

    def _is_single(self, source: Source) -> bool:
        """Whether a claim of this part takes the blame for errors of the size of float32's roundings. It is asked once."""
        if self._single is None:
            checks = self._setup.topic.checks_of(self._part)
            self._single = precision.takes_the_blame(checks, lambda piece: self._run(piece, source, small=False))
        return self._single

    def _run(self, check: Check, source: Source, *, small: bool, single: bool = False) -> Outcome:
        reference = source.reference(check, self._setup.seeds, small=small)
        self._worker.on_point = lambda point: self._on_point(check, dict(point.heights))
        hurried = dataclasses.replace(check, seconds=check.seconds * self._patience)
        outcome = run_check(
            hurried,
            self._worker,
            reference,
            self._setup.seeds,
            device=self._worker.device,
            small=small,
            single=single,
        )
        if outcome.status is Status.TIMED_OUT:
            self._patience = IMPATIENCE
        return outcome

    def _show_smallest_case(self, check: Check, source: Source, outcome: Outcome) -> str:
        """The failing call with its arguments, as code if that is possible: from a run with small inputs, if that fails too.

        A recording lacks small cases that show no more than the others. There that run is BROKEN.

        A driver makes many calls. None of them alone explains the failure, so none is shown.
        """
        assert outcome.inputs
        if not (call := outcome.inputs.last_call) or call.again or type(call.question) is not Call:
            return ""
        small_outcome = outcome if self._worker.ended else self._run(check, source, small=True)
        self._worker.output()  # drop the output of the second run: it does not belong to the next check
        shown = small_outcome if small_outcome.status is Status.FAILED else outcome
        in_notebook, adapted = self._handed.notebook, self._setup.adapter is not None
        return advice.example(shown, self._setup.topic, self._part, in_notebook=in_notebook, adapted=adapted)
