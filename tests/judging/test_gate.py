"""A result that passed the gate can be shown and stored, and its size is bounded."""

import json

from support.reports import result

from grader.judging.gate import cleaned
from grader.values.finding import Cause, Finding, Frame, Kind
from grader.values.report import Result, Status

WILD = "a\ud800\u202e\x1b[2J"
TAME = "a\\ud800\\u202e\\x1b[2J"


def failed(finding, output="", curves=None):
    return Result("f", "Claim.", "numpy", Status.RAISED, 0.0, 1.0, finding, output=output, curves=curves or {})


def test_every_text_is_visible():
    """Output, sentences, names of cases, frames, names of curves."""
    finding = Finding(Kind.RAISED, WILD, (WILD,), (Cause(WILD, WILD),), (Frame(WILD, 3, WILD, WILD),), WILD, WILD)
    one = cleaned(failed(finding, WILD, {WILD: {"yours": [1.0]}}))
    tame = Finding(Kind.RAISED, TAME, (TAME,), (Cause(TAME, TAME),), (Frame(TAME, 3, TAME, TAME),), TAME, TAME)
    assert one.finding == tame and one.output == TAME and list(one.curves) == [TAME]


def test_the_size_is_bounded():
    """Long texts, many causes, many curves with many points: some hundred KB at most."""
    long, many = "x" * 10**6, 10**4
    frames, causes = (Frame(long, 1, long, long),) * many, (Cause(long, long),) * many
    finding = Finding(Kind.RAISED, long, (long,) * many, causes, frames, long, long)
    curves = {f"{number}": {"yours": [0.123456789] * many} for number in range(many)}
    assert len(json.dumps(cleaned(failed(None, long, curves)).as_dict())) < 60_000
    assert len(json.dumps(cleaned(failed(finding, long, curves)).as_dict())) < 600_000


def test_the_largest_numbers_are_not_drawn():
    """Their differences and ratios would not be finite."""
    one = cleaned(result("f", Status.FAILED, curves={"loss": {"yours": [1.7e308, -1.7e308, 5e-324, None, 2.0]}}))
    assert one.curves == {"loss": {"yours": [None, None, 0.0, None, 2.0]}}
