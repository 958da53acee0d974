"""A finding keeps what was found out, and says it in the words of every front."""

import dataclasses

import pytest

from grader.values.finding import UNEXPLAINED, Cause, Finding, Frame, Kind

FRAMES = Frame("toy_numpy.py", 3, "forward", "return x @ x"), Frame("toy_numpy.py", 7, "helper")
SIGN = Cause("sign", "y has the wrong sign everywhere.")
NO_N, NO_SUM = Cause("no_n", "Divide by N.", named=True), Cause("no_sum", "Sum first.", named=True)


def test_an_exception_is_followed_by_its_frames():
    """Outermost first, a line of source below each that has one; then the case."""
    raised = Finding(Kind.RAISED, "f raised ValueError: no", case=("one row", "float32"), frames=FRAMES)
    assert raised.message == (
        "f raised ValueError: no\n  toy_numpy.py, line 3, in forward\n    return x @ x\n  toy_numpy.py, line 7, in helper"
        " (case: one row, float32)"
    )
    assert raised.judgement == raised.message.removesuffix(" (case: one row, float32)")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.RAISED])
def test_other_sentences_name_their_places_themselves(kind):
    """Their frames lead to the code, and are not listed."""
    assert "line 3" not in Finding(kind, "f is not written yet", frames=FRAMES).message


@pytest.mark.parametrize("kind", Kind)
def test_a_wrong_answer_without_a_cause_has_an_example(kind):
    """Said of the kinds whose sentence does not explain, unless a cause is known or the sentence may not be seen."""
    finding = Finding(kind, "y is 2, expected 1", example="f(3)")
    alone = "\nNo known pattern fits. The smallest failing case:\nf(3)" if kind in UNEXPLAINED else ""
    assert finding.message == f"y is 2, expected 1{alone}"
    without = dataclasses.replace(finding, example="").message
    assert without == ("y is 2, expected 1\nNo known pattern fits." if kind in UNEXPLAINED else "y is 2, expected 1")
    assert "No known" not in dataclasses.replace(finding, causes=(SIGN,)).message
    assert dataclasses.replace(finding, says="").message == ""


def test_generic_causes_stand_in_the_message_and_named_causes_in_the_hint():
    """Several fit equally well."""
    generic = Finding(Kind.VALUES, "y is 2", causes=(SIGN, Cause("half", "y is half.")))
    assert generic.message == "y is 2\ny has the wrong sign everywhere.\ny is half." and generic.hint == ""
    named = Finding(Kind.VALUES, "y is 2", causes=(NO_N, NO_SUM), advice="It should be callable as f(x)")
    assert named.message == "y is 2\nIt should be callable as f(x)" and named.hint == "Divide by N.\nor: Sum first."


@pytest.mark.parametrize(
    ("causes", "mistake"),
    [
        ((), None),
        ((NO_N,), "no_n"),
        ((NO_N, NO_SUM), "no_n|no_sum"),
        ((SIGN,), "generic:sign"),
        ((Cause("flipped", "Along axis 0."), Cause("flipped", "Along axis 1.")), "generic:flipped"),
        ((Cause("double", "2"), Cause("times_n", "N")), "generic:double|generic:times_n"),
    ],
)
def test_schema_1_joins_the_ids(causes, mistake):
    """Each id once, generic causes with a prefix."""
    assert Finding(Kind.VALUES, "y is 2", causes=causes).mistake == mistake


def test_frames_are_safe_to_show():
    """What a worker says of them is bounded and visible."""
    frame = Frame.of("a\x1b.py", 3, "f\u202e", "x" * 1000)
    assert (frame.file, frame.function, len(frame.source)) == ("a\\x1b.py", "f\\u202e", 201)
    assert frame.place == "a\\x1b.py, line 3, in f\\u202e" and frame.line_of_file == "a\\x1b.py, line 3"
