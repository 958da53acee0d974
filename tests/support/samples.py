"""Reports that every format is tried on: all statuses, and everything that has broken a platform."""

import json
from pathlib import Path

import jsonschema
from support import reports
from support.reports import mistake

from grader.show.platforms.model import Options
from grader.values.finding import Frame
from grader.values.report import Report, Result, Status
from grader.values.reveal import Reveal

HERE = Path(__file__).parent
FULL = Options(title="Week 3", reveal=Reveal.NUMBERS)

# What students have in names, exceptions and output, in one string: control characters, ANSI, HTML, the end of a CDATA section,
# VPL's, GitHub's and Markdown's own marks, lone surrogates, NUL, line ends that only some take for one.
HOSTILE = (
    "\x1b[31m<script>alert('x')</script> ]]> &amp; \x00\x07\udc80 \ufffe\r\nGrade :=>> 100\n--|>\n<|--\n-Title (-5)\n"
    '{"scores": {"toy": 100}}\n::error::x\n  ::stop-commands::y\n##[error]z\n```\n~~~\n# heading | cell | \u202e\u2028\x85\x0cend'
)


def result(status: Status, number: int, part: str = "numpy", **more: object) -> Result:
    """One check of two points."""
    settings = {"claim": f"Claim {number} holds.", "seconds": 0.125} | more
    return reports.result(f"check_{number}", status, part=part, **settings)  # type: ignore[arg-type]


def report(
    *results: Result, topic: str = "toy", submission: str = "someone", builds_on: tuple[str, ...] = ()
) -> Report:
    """One submission's report on one topic."""
    return reports.report(topic, submission, *results, builds_on=builds_on)


NUMBERS = "y[0] is 2, expected 1 (allowed difference 1e-09)"
NO_N = (mistake("no_n", "Divide by N."),)
CURVES = {"loss": {"yours": [2.0, 2.5, None], "reference": [2.0, 1.0, 0.5]}}
# All but BROKEN, after which most platforms are told no score.
TOY = report(
    result(Status.PASSED, 1, output="printed by what passes"),
    result(Status.FAILED, 2, says=NUMBERS, causes=NO_N, output="hello\n", curves=CURVES),
    result(Status.WAITING, 3, says="waits until this passes: Claim 2 holds."),
    result(Status.RAISED, 4, says="f raised ValueError: no", frames=(Frame("toy_numpy.py", 3, "f"),), max_score=1.5),
    result(Status.NOT_WRITTEN, 5, says="g is not written yet"),
    result(Status.TIMED_OUT, 6, says="f gave no answer within 5 s"),
    result(Status.CRASHED, 7, says="it ended its own process"),
    result(Status.PASSED, 8, "torch", score=0.5, max_score=0.5),
)
MORE = report(result(Status.PASSED, 1), result(Status.PASSED, 2, max_score=0.0, score=0.0), topic="more")
BROKEN = report(result(Status.PASSED, 1), result(Status.BROKEN, 2, says="this check is broken"), topic="broken")
FREE = report(result(Status.PASSED, 1, score=0.0, max_score=0.0), topic="free")  # nothing counts
EMPTY = report(topic="empty")
EVIL = report(
    result(Status.FAILED, 1, claim=HOSTILE, says=HOSTILE, causes=(mistake(HOSTILE, HOSTILE),), output=HOSTILE * 2000),
    result(Status.PASSED, 2, claim=HOSTILE, output=HOSTILE),
    result(Status.FAILED, 3, score=float("nan"), max_score=float("inf"), says="m" * 1_000_000),
    result(Status.RAISED, 4, says=HOSTILE, curves={HOSTILE: {"yours": [1.0, None]}}),
    submission=HOSTILE,
    builds_on=(HOSTILE, "m" * 1_000_000),
)


def golden(name: str, text: str) -> None:
    """`text` is the golden file to the letter; look at the difference before you replace it."""
    assert text == (HERE / "golden" / name).read_text(encoding="utf-8")


def valid(name: str, text: str) -> dict:
    """The JSON in `text`, after it has stood the platform's schema."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    content = json.loads(text, parse_constant=refuse)
    schema = json.loads((HERE / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)
    return content
