"""Run one check and return its Outcome. This module prints nothing, reads no files and starts no processes."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable

import numpy as np

from ..checks.check import Check
from ..checks.handles import NotData, form
from ..checks.inputs import Curves, Inputs
from ..checks.proxies import Answerer, ModuleProxy
from ..checks.seeds import Rng, Seeds
from ..checks.setting import Setting, Wrong, case, judging_on
from ..values.errors import (
    Crashed,
    GraderError,
    RecordingError,
    StudentRaised,
    TimedOut,
    Unsendable,
    UselessExpectation,
)
from ..values.finding import NONE, Finding, Frame, Kind
from ..values.report import Status
from ..values.text import visible
from ..worker.protocol.replies import Blame, Failure
from ..worker.protocol.requests import Drive
from .diagnosis import fingerprints
from .diagnosis.signature import Signature


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How one check ended. The diagnosis completes `finding`; it needs `signature`, `wrong` and `inputs` for that."""

    status: Status
    finding: Finding | None = None
    signature: Signature | None = None
    wrong: Wrong | None = None
    inputs: Inputs | None = None
    curves: Curves = dataclasses.field(default_factory=dict)  # of the student's training
    failure: Failure | None = None  # the exception of the student's code
    defined: tuple[str, ...] = ()  # the names in the file, if it lacks the name that was asked for

    @property
    def blame(self) -> Blame | None:
        """The answer that a driver could not use, if that ended the check."""
        return self.failure.blame if self.failure else None

    @property
    def message(self) -> str:
        """The reason why the check did not pass, before the diagnosis."""
        return self.finding.judgement if self.finding else ""


def run_check(
    check: Check,
    student: Answerer,
    reference: Answerer,
    seeds: Seeds,
    *,
    device: str = "cpu",
    small: bool = False,
    single: bool = False,
) -> Outcome:
    """Run the check with proxies of both answerers. Every exception becomes an Outcome, except KeyboardInterrupt.

    With `small` the inputs have their smallest sizes. With `single` numbers are compared as those of float32 are.
    """
    inputs = Inputs()
    student_proxy = ModuleProxy(student, inputs, trusted=False, seconds=check.seconds, seed_name=check.name)
    reference_proxy = ModuleProxy(reference, inputs, trusted=True, seconds=check.seconds, seed_name=check.name)
    try:
        with student.rules(), reference.rules(), judging_on(device, single=single) as setting:
            asked = student_proxy, reference_proxy, seeds.rng(check, small=small)
            outcome = _outcome_of(lambda: _ask(check, *asked), inputs, setting)
            if outcome.status is Status.PASSED:
                reference_proxy._ask_further()
    finally:
        inputs.restore()
    return dataclasses.replace(outcome, curves=inputs.curves) if inputs.curves else outcome


def _ask(check: Check, student: ModuleProxy, reference: ModuleProxy, rng: Rng) -> None:
    if not check.item:
        check.function(student, reference, rng)
        return
    with case(check.item):
        check.function(student, reference, rng, check.item)


def _outcome_of(run: Callable[[], None], inputs: Inputs, setting: Setting) -> Outcome:
    try:
        # Answers with NaN and infinities, and empty ones, are expected here, so NumPy must not warn of them.
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            run()
        return _broken(setting.problem) if setting.problem else Outcome(Status.PASSED)
    except Wrong as wrong:
        return _wrong(wrong, inputs, setting.cases)
    except StudentRaised as raised:
        return _raised(raised, inputs, setting.cases)
    except TimedOut as timeout:
        message = f"{timeout.call} gave no answer within {timeout.seconds:g} s: an endless loop?"
        return Outcome(Status.TIMED_OUT, Finding(Kind.TIMED_OUT, message, setting.cases), inputs=inputs)
    except Crashed as crash:
        message = f"while the grader waited for {crash.call}, {crash.reason}"
        return Outcome(Status.CRASHED, Finding(Kind.CRASHED, message, setting.cases), inputs=inputs)
    except RecordingError as error:
        return Outcome(Status.BROKEN, Finding(Kind.BROKEN, str(error)))
    except (UselessExpectation, Unsendable) as error:  # the check may have made it from an answer of the student's
        return _unusable(error, inputs, setting.cases)
    except GraderError as error:
        return _broken(str(error), setting.cases)
    except Exception as error:
        return _unusable(error, inputs, setting.cases)


def _broken(problem: str, cases: tuple[str, ...] = ()) -> Outcome:
    message = f"this check is broken, which is not your fault: {visible(problem, 2000)}"
    return Outcome(Status.BROKEN, Finding(Kind.BROKEN, message, cases))


def _wrong(wrong: Wrong, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    if wrong.actual is not None:
        wrong.actual = wrong.actual.copy()  # it may be an argument, whose content is restored
    numbers = np.zeros(0) if wrong.actual is None else wrong.actual
    name = f"{wrong.name} {'/'.join(cases)}"
    kind = str(wrong.kind)
    if wrong.kind is Kind.DTYPE:
        kind = f"{kind} {numbers.dtype}"
    elif wrong.kind is Kind.FORM:  # there are no numbers to compare, so the reason tells two wrong forms apart
        kind = f"{kind}: {wrong.reason}"
    signature = Signature(kind, name, fingerprints.of_array(numbers))
    finding = Finding(wrong.kind, wrong.reason, cases, frames=wrong.frames)
    return Outcome(Status.FAILED, finding, signature, wrong, inputs)


def _raised(raised: StudentRaised, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    failure = raised.failure
    finding = of_exception(raised.call, failure, in_driver=isinstance(raised.question, Drive))
    if finding.kind is Kind.NOT_WRITTEN:
        return Outcome(Status.NOT_WRITTEN, finding, inputs=inputs, defined=tuple(failure.defined))
    # The words of the exception, not those of the finding: they are the same for the recorded mistakes.
    kind = f"{Kind.RAISED} {failure.type}"
    signature = Signature(kind, f"{raised.call}: {failure.message}", fingerprints.of_array(np.zeros(0)))
    status = Status.FAILED if finding.kind is Kind.FORM else Status.RAISED
    found = dataclasses.replace(finding, case=cases)
    return Outcome(status, found, signature, None, inputs, failure=failure)


def of_exception(call: str, failure: Failure, *, in_driver: bool = False) -> Finding:
    """The finding on an exception of the student's code: its type, its message and the student's own frames.

    If a driver could not use an answer of a function of the student's, the finding is about that answer.
    """
    frames = tuple(Frame.of(f.file, f.line, f.function, f.source) for f in failure.frames)
    if failure.not_written:
        message = _not_written(call, failure.message, frames, in_driver=in_driver)
        return Finding(Kind.NOT_WRITTEN, message, frames=frames)
    if failure.type == "WireError":
        message = f"{call} returned something that the grader cannot take: {visible(failure.message, 500)}"
        return Finding(Kind.RAISED, message)
    exception = f"{visible(failure.type, 200)}: {visible(failure.message, 2000)}"
    if given := failure.blame:
        function, returned, expected = (visible(text, 200) for text in (given.function, given.returned, given.expected))
        if expected:
            returned = NONE if returned == "None" else returned
            message = f"{function} returned {returned}, where {expected} is expected"
            return Finding(Kind.FORM, message, frames=frames)
        return Finding(Kind.RAISED, f"the answer of {function}, {returned}, cannot be used: {exception}", frames=frames)
    raised_in = frames[-1].function if in_driver and frames else call  # students do not know drivers
    return Finding(Kind.RAISED, f"{raised_in} raised {exception}", frames=frames)


def _not_written(call: str, message: str, frames: tuple[Frame, ...], *, in_driver: bool) -> str:
    """The sentence that names the unwritten function. If a driver was called, it names the student's function."""
    if not frames:
        return visible(message, 500)
    if in_driver:
        return f"{frames[-1].function} (line {frames[-1].line}) is not written yet"
    return f"{call} is not written yet"


def not_loaded(file: str, runs_with: str, failure: Failure) -> tuple[Status, Finding]:
    """Status and finding for all checks of a file that did not load because its top-level code raised an exception.

    `runs_with` names what the part may import: see parts.Part.runs_with.
    """
    finding = of_exception(f"loading {file}", failure)
    if finding.kind is Kind.NOT_WRITTEN:
        return Status.NOT_WRITTEN, Finding(Kind.NOT_WRITTEN, f"{file} is not written yet")
    if not failure.missing:
        return Status.RAISED, finding
    advice = (
        f'This part runs with {runs_with}. Move other imports, and what needs them, below `if __name__ == "__main__":`'
    )
    return Status.RAISED, dataclasses.replace(finding, advice=advice)


def _unusable(error: Exception, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    """The outcome of a check whose own code raised `error`, while or after it used the student's answers.

    Topics are proved with the reference in the student's place, so the student's answers made the check raise, unless they are
    all alike to the reference's. An answer of another form than the reference's is named first. Otherwise the last answer is
    named. If all answers are alike, or there are none, the check is broken.
    """
    if isinstance(error, NotData):
        right = next(iter(inputs.answers.get((True, error.call), ())), None)
        expected = f"{right.form} was expected" if right else "where numbers are expected"
        reason = f"{error.call} returned an object of type {error.type_name}, {expected}"
        return _wrong(Wrong(Kind.FORM, error.call, reason), inputs, cases)
    unlike = inputs.differing()
    ours = isinstance(error, UselessExpectation) and not inputs.reference_is_finite()
    if ours or not unlike or inputs.last_call is None:
        return _broken(str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}", cases)
    for call, actual, right in inputs.pairs():
        if actual.form != right.form:
            reason = f"{call} returned {actual.form}, expected {right.form}"
            return _wrong(Wrong(Kind.FORM, call, reason), inputs, cases)
    call, answer = inputs.last_call.question.call, inputs.last_answer
    if isinstance(error, KeyError) and isinstance(answer, dict) and error.args[0] not in answer:
        reason = f"{call} returned a dict without {visible(repr(error.args[0]), 100)}"
        return _wrong(Wrong(Kind.FORM, call, reason), inputs, cases)
    kind = "" if isinstance(error, GraderError) else f"{type(error).__name__}: "
    reason = f"{call} returned {form(answer)}, which this check cannot use ({kind}{visible(str(error), 300)})"
    return _wrong(Wrong(Kind.FORM, call, reason), inputs, cases)
