"""What a class misunderstood, counted: mistakes, equal wrong answers, where students are stuck."""

import dataclasses

import pytest
from support.classes import entry, mixed, report, result, wrong
from support.reports import mistake

from grader.show.pages import summary
from grader.values.finding import NONE, Cause, Finding, Frame, Kind
from grader.values.report import Status

pytest.importorskip("matplotlib")


def test_parts_with_other_layers_are_told_apart():
    """A report counts where its parts had the same layers, or under the words for each part."""
    both = report("conv", result("goes_forward"), result("learns", part="torch"))
    numpy, torch = both.parts
    mixed = dataclasses.replace(both, parts=(numpy, dataclasses.replace(torch, isolation=("none",))))
    unrun = dataclasses.replace(both, parts=(numpy, dataclasses.replace(torch, isolation=())))
    assert summary.confinements([entry("a", both), entry("b", unrun), entry("c", mixed)]) == [
        ("process, landlock (cpu)", 2),
        ("numpy: process, landlock; torch: none (cpu)", 1),
    ]


def test_a_named_mistake_is_not_a_generic_cause_of_the_same_id():
    """They are counted apart, each with its own sentence."""
    causes = mistake("transposed", "You swapped W and x."), Cause("transposed", "y is transposed.")
    entries = [entry(str(at), report("conv", wrong(cause))) for at, cause in enumerate(causes)]
    found = [(one.id, one.hint, one.sure) for one in summary.misconceptions(entries)]
    assert found == [("transposed", "You swapped W and x.", (0,)), ("transposed", "y is transposed.", (1,))]


def test_one_slip_counts_once():
    """In the first check that shows it. What follows a recognised mistake in the same part is no misconception of its own."""
    slip, sign, half = (
        mistake("forgets_n", "Divide by N."),
        Cause("sign", "y has the wrong sign."),
        Cause("half", "y is half."),
    )
    alone = [entry("a", report("conv", wrong(sign, name="first"), wrong(sign, name="second")))]
    [one] = summary.misconceptions(alone)
    assert (one.id, one.sure, len(one.claims)) == ("sign", (0,), 1)
    several = report("conv", wrong(slip, name="1"), wrong(sign, name="2"), wrong(slip, half, name="3"))
    assert [one.id for one in summary.misconceptions([entry("a", several)])] == ["forgets_n"]
    later = report("conv", wrong(half, name="1"), wrong(slip, name="2"), wrong(half, name="3", part="torch"))
    assert [(one.id, one.sure) for one in summary.misconceptions([entry("a", later)])] == [
        ("forgets_n", (0,)),
        ("half", (0,)),
    ]


def test_a_likely_cause_is_not_sure():
    """It counts among those that may be."""
    likely = dataclasses.replace(mistake("forgets_n", "Divide by N."), likely=True)
    [one] = summary.misconceptions([entry("a", report("conv", wrong(likely)))])
    assert (one.sure, one.perhaps) == ((), (0,))


def test_an_answer_of_none_is_no_misconception():
    """The code is not written, whatever mistake returns None too. It brings nobody together."""
    says = f"y is {NONE}, where an array is expected"
    found = Finding(Kind.FORM, says, causes=(mistake("no_loss", "Return the loss."),))
    results = [dataclasses.replace(wrong(mistake("x")), finding=found)] * 2
    entries = [entry(str(number), report("conv", one)) for number, one in enumerate(results)]
    assert summary.misconceptions(entries) == [] == summary.same_answers(entries)


def test_a_failure_that_repeats_brings_students_together_once():
    """In the first check of the topic that shows it."""
    slip = mistake("forgets_n", "Divide by N.")
    entries = [entry(str(n), report("conv", wrong(slip, name="first"), wrong(slip, name="second"))) for n in range(2)]
    assert [(group.outcome, group.members) for group in summary.same_answers(entries)] == [("forgets_n", (0, 1))]


def test_the_same_wrong_answer_brings_students_together():
    """By the mistake or, where none is known, by the message; one student alone is no group."""
    groups = summary.same_answers(mixed())
    assert [(group.outcome, group.members) for group in groups] == [
        ("kernel_flipped", (1, 2)),
        ("y is 7, expected 2", (5, 6)),
    ]


def test_exceptions_are_the_same_whatever_the_line():
    """Their sentence decides, without the frames; of a wrong answer all of its message decides."""

    def both(status):
        frames = [Frame("f.py", line, "f") for line in (3, 4)]
        found = [Finding(Kind.RAISED, "ValueError: no", case=(str(f.line),), frames=(f,)) for f in frames]
        said = [dataclasses.replace(result("goes_back", status), finding=one) for one in found]
        return len(summary.same_answers([entry(str(number), report("lstm", one)) for number, one in enumerate(said)]))

    assert both(Status.RAISED) == 1 and both(Status.FAILED) == 0


def test_where_students_are_stuck():
    """At the first check that fails, not at one that waits for it; who passes everything is not."""
    groups = {(group.topic, group.claim): group for group in summary.stuck(mixed())}
    assert groups["conv", "Goes forward."].members == (1, 2, 3, 4, 5, 6)
    assert groups["lstm", "Goes back."].outcome == "1 raised, 1 timed out, 1 crashed"
