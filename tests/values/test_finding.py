"""A finding keeps what was found out, and says it in the words of every front."""

import dataclasses

import pytest

from grader.values.finding import RUN, UNEXPLAINED, Cause, Finding, Frame, Kind

FRAMES = Frame("toy_numpy.py", 3, "forward", "return x @ x"), Frame("toy_numpy.py", 7, "helper")
SIGN = Cause("sign", "y has the wrong sign everywhere.")
NO_N, NO_SUM = Cause("no_n", "Divide by N.", named=True), Cause("no_sum", "Sum first.", named=True)


def test_an_exception_is_followed_by_its_frames():
    """Outermost first, a line of source below each that has one; the case stands before the sentence."""
    raised = Finding(Kind.RAISED, "f raised ValueError: no", case=("one row", "float32"), frames=FRAMES)
    assert (
        raised.message
        == raised.judgement
        == (
            'Case "one row", case "float32": f raised ValueError: no\n'
            "  toy_numpy.py, line 3, in forward\n    return x @ x\n  toy_numpy.py, line 7, in helper"
        )
    )


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (("rows", "rows"), 'Case "rows": '),
        ((), ""),
        (("one row",), 'Case "one row": '),
        (("after step 3",), "After step 3: "),
        (("2 groups", "after step 3"), 'Case "2 groups", after step 3: '),
        (("before training",), "Before training: "),
    ],
)
def test_the_case_stands_before_the_sentence(case, place):
    """The reader learns first where to look. A time needs no quotation marks."""
    assert Finding(Kind.VALUES, "y is 2", case=case).sentence == f"{place}y is 2"
    assert Finding(Kind.VALUES, "", case=case).sentence == ""


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.RAISED, Kind.FORM)])
def test_other_sentences_name_their_places_themselves(kind):
    """Their frames lead to the code, and are not listed."""
    assert "line 3" not in Finding(kind, "f is not written yet", frames=FRAMES).message


@pytest.mark.parametrize("kind", Kind)
def test_a_wrong_answer_without_a_cause_has_an_example(kind):
    """Said of the kinds whose sentence does not explain, unless a cause is known or the sentence may not be seen."""
    finding = Finding(kind, "y is 2, expected 1", example="f(3)")
    assert finding.message == "y is 2, expected 1" + ("\nf(3)" if kind in UNEXPLAINED else "")
    assert dataclasses.replace(finding, example="").message == "y is 2, expected 1"
    assert "f(3)" not in dataclasses.replace(finding, causes=(SIGN,)).message
    assert dataclasses.replace(finding, says="").message == ""


def test_code_in_an_example_is_known():
    """A front may show it so that it can be copied. Text is no code, and what is not shown is none."""
    finding = Finding(Kind.VALUES, "y is 2", example=f"{RUN}\nimport f\nf(3)")
    assert finding.code == "import f\nf(3)" and finding.message == f"y is 2\n{RUN}\nimport f\nf(3)"
    assert dataclasses.replace(finding, example="f(3)").code == ""
    assert dataclasses.replace(finding, causes=(SIGN,)).code == ""
    assert dataclasses.replace(finding, kind=Kind.FORM).code == ""


def test_a_likely_cause_says_so():
    """In the hint. The sentence of a generic cause has the word itself. Readers of older versions know no likely causes."""
    likely = dataclasses.replace(NO_N, likely=True)
    finding = Finding(Kind.VALUES, "y is 2", causes=(likely, NO_SUM))
    assert finding.hint == "Probably: Divide by N.\nor: Sum first."
    assert Finding(Kind.VALUES, "y is 2", causes=(dataclasses.replace(SIGN, likely=True),)).message.endswith(
        SIGN.sentence
    )
    content = finding.as_dict()
    assert [cause.get("likely") for cause in content["causes"]] == [True, None]
    assert Finding.from_dict(content) == finding


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
