"""One result as plain text."""

from support.classes import CURVES
from support.reports import mistake, result

from grader.show.terminal import plain
from grader.values.report import Status


def test_a_failure_says_all_that_is_known():
    """Claim, message, hint, curves and what the code printed, in this order."""
    failed = result(
        "adds", Status.FAILED, says="y is 2, expected 1", causes=(mistake("m", "Divide by N."),), output="hi\n\n"
    )
    lines = plain.result(failed).splitlines()
    assert lines == ["adds. (failed)", "y is 2, expected 1", "Hint: Divide by N.", "Your code printed:", "hi"]
    trained = plain.result(result("learns", Status.FAILED, says="no", curves=CURVES)).splitlines()
    assert trained[2:] == plain.curves(result("learns", Status.FAILED, curves=CURVES)).splitlines() and len(trained) > 2


def test_a_status_of_two_words_reads_as_words():
    """And no line is there for what there is not."""
    assert plain.result(result("adds", Status.NOT_WRITTEN, says="f is not written yet")) == (
        "adds. (not written)\nf is not written yet"
    )


def test_what_code_prints_cannot_play_with_a_terminal():
    """It is cut, and control characters are shown as text."""
    text = plain.result(result("adds", Status.PASSED, output="\x1b[2Jx" * 1000))
    assert "\x1b" not in text and len(text) < 2000
