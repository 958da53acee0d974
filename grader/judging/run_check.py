"""Run one check against one subject and say how it ended; no fronts, no files, no processes of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ..checks.check import Check
from ..checks.judgements import Setting, Wrong, judging_on
from ..checks.proxies import Curves, Inputs, Respondent, Subject, form, is_driver
from ..checks.seeds import Seeds
from ..values.errors import Crashed, GraderError, RecordingError, StudentRaised, TimedOut
from ..values.report import Status
from ..values.text import visible
from .diagnosis import fingerprints
from .diagnosis.signature import Signature


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How one check ended. `wrong` and `inputs` are there for the diagnosis."""

    status: Status
    message: str = ""
    signature: Signature | None = None
    wrong: Wrong | None = None
    inputs: Inputs | None = None
    cases: tuple[str, ...] = ()
    details: dict[str, Any] | None = None
    curves: Curves = dataclasses.field(default_factory=dict)  # of the student's training


def run_check(
    check: Check,
    student: Subject,
    reference: Subject,
    seeds: Seeds,
    *,
    device: str = "cpu",
    small: bool = False,
) -> Outcome:
    """Ask the check's questions of both subjects. Whatever happens becomes an Outcome; only Ctrl-C gets through."""
    inputs = Inputs()
    answering = Respondent(student, inputs, trusted=False, seconds=check.seconds, seed_name=check.name)
    knowing = Respondent(reference, inputs, trusted=True, seconds=check.seconds, seed_name=check.name)
    with judging_on(device) as setting:
        outcome = _asked(lambda: check.function(answering, knowing, seeds.rng(check, small=small)), inputs, setting)
    return dataclasses.replace(outcome, curves=inputs.curves) if inputs.curves else outcome


def _asked(ask: Callable[[], None], inputs: Inputs, setting: Setting) -> Outcome:
    try:
        # Judging NaN and infinities is the daily work here: no warnings about them.
        with np.errstate(all="ignore"):
            ask()
        return Outcome(Status.PASSED)
    except Wrong as wrong:
        return _wrong(wrong, inputs, setting.cases)
    except StudentRaised as raised:
        return _raised(raised, inputs, setting.cases)
    except TimedOut as late:
        message = f"{late.call} gave no answer within {late.seconds:g} s: an endless loop?"
        return Outcome(Status.TIMED_OUT, message, inputs=inputs, cases=setting.cases)
    except Crashed as crash:
        message = f"while the grader waited for {crash.call}, {crash.reason}"
        return Outcome(Status.CRASHED, message, inputs=inputs, cases=setting.cases)
    except RecordingError as error:
        return Outcome(Status.BROKEN, str(error))
    except GraderError as error:
        return _broken(str(error))
    except Exception as error:
        return _unusable(error, inputs, setting.cases)


def _broken(problem: str) -> Outcome:
    return Outcome(Status.BROKEN, f"this check is broken, which is not your fault: {visible(problem, 2000)}")


def _wrong(wrong: Wrong, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    numbers = wrong.actual if isinstance(wrong.actual, np.ndarray) else np.zeros(0)
    name = f"{wrong.name} {'/'.join(cases)}"
    kind = wrong.kind
    if kind == "dtype":
        kind = f"dtype {numbers.dtype}"
    elif kind == "form":  # of what cannot be judged, the sentence says all
        kind = f"form: {wrong.reason}"
    signature = Signature(kind, name, fingerprints.of_array(numbers))
    return Outcome(Status.FAILED, wrong.reason, signature, wrong, inputs, cases)


def _raised(raised: StudentRaised, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    details = raised.details
    if details["not_written"]:
        message = _not_written(raised.call, details)
        return Outcome(Status.NOT_WRITTEN, message, details=details, inputs=inputs)
    kind = f"raised {details['type']}"
    signature = Signature(kind, f"{raised.call}: {details['message']}", fingerprints.of_array(np.zeros(0)))
    message = describe_exception(raised.call, details)
    return Outcome(Status.RAISED, message, signature, None, inputs, cases, details)


def _not_written(call: str, details: dict[str, Any]) -> str:
    """What is not written yet; where a driver made the call, the student's function that it reached."""
    if not details["frames"]:
        return visible(str(details["message"]), 500)
    _, line, function, _ = details["frames"][-1]
    return (
        f"{visible(str(function), 100)} (line {line}) is not written yet"
        if is_driver(call)
        else f"{call} is not written yet"
    )


def describe_exception(call: str, details: dict[str, Any]) -> str:
    """Type, message and the student's own frames, outermost first."""
    if details["type"] == "WireError":
        return f"{call} returned something that the grader cannot take: {visible(str(details['message']), 500)}"
    lines = [f"{call} raised {visible(str(details['type']), 200)}: {visible(str(details['message']), 2000)}"]
    for frame in details["frames"]:
        file, line, function, source = frame
        lines.append(f"  {visible(str(file), 200)}, line {line}, in {visible(str(function), 100)}")
        if source:
            lines.append(f"    {visible(str(source), 200)}")
    return "\n".join(lines)


def _unusable(error: Exception, inputs: Inputs, cases: tuple[str, ...]) -> Outcome:
    """The check's own code raised: because of the form of the student's answer, or because the check is wrong."""
    if inputs.last_call is None:
        return _broken(f"{type(error).__name__}: {error}")
    for (trusted, call), forms in inputs.forms.items():
        for given, wanted in zip(() if trusted else forms, inputs.forms.get((True, call), ()), strict=False):
            if given != wanted:
                return _wrong(Wrong("form", call, f"{call} returned {given}, expected {wanted}"), inputs, cases)
    call, _, _, answer = inputs.last_call
    if len(inputs.forms.get((False, call), ())) <= len(inputs.forms.get((True, call), ())):
        return _broken(f"{type(error).__name__}: {error}")
    why = f"{type(error).__name__}: {visible(str(error), 300)}"
    reason = f"{call} returned {form(answer)}, which this check cannot use ({why})"
    return _wrong(Wrong("form", call, reason), inputs, cases)
