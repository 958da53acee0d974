"""What a class misunderstood, counted: mistakes, equal wrong answers, where students are stuck."""

import dataclasses

import pytest
from support.classes import entry, mixed, report, result, wrong
from support.reports import mistake

from grader.show.pages import summary
from grader.values.finding import Cause, Finding, Frame, Kind
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
