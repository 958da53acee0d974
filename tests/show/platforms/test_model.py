"""What students may read of reports, before any format."""

import dataclasses

import pytest
from support.samples import BROKEN, EMPTY, EVIL, FREE, FULL, MORE, TOY, report, result

from grader.show.platforms.model import MAX_DETAILS, MAX_TOGETHER, MIN_DETAILS, as_text, decimal, feedback_on, number
from grader.values.report import Status


def test_numbers_are_finite_and_without_noise():
    """Platforms read no NaN, no exponents and no 0.30000000000000004."""
    for value, read in ((float("nan"), 0), (float("inf"), 0), (0.1 + 0.2, 0.3), (2.0, 2), (-0.0, 0), (1e6, 1000000)):
        assert number(value) == read and repr(number(value)) == repr(read)
    assert [decimal(value) for value in (2.0, 2.5, 1e6, 1e-9, 10.0, 1 / 3)] == [
        "2",
        "2.5",
        "1000000",
        "0",
        "10",
        "0.3333",
    ]


def test_fractions():
    """From 0 to 1, whatever the bonus; where nothing counts all or nothing, and nothing without checks."""
    for reports, factor, fraction in (
        ([TOY], 1.0, 0.178571),
        ([MORE], 2.0, 1),
        ([FREE], 1.0, 1),
        ([EMPTY], 1.0, 0),
        ([], 1.0, 0),
    ):
        assert feedback_on(reports, dataclasses.replace(FULL, factor=factor)).fraction == fraction


def test_no_checks_are_no_success():
    """`all` of nothing would be."""
    assert not feedback_on([EMPTY], FULL).passed and feedback_on([MORE], FULL).passed


def test_notes():
    """Lateness and a broken check; of neither nothing."""
    assert feedback_on([TOY], FULL).notes == ()
    late, broken = feedback_on([BROKEN], dataclasses.replace(FULL, factor=0.75)).notes
    assert late == "Handed in late: 75 % of the points count." and "not your fault" in broken


def test_labels_tell_apart_what_needs_it():
    """Parts of a topic make the same claims, and so do topics."""
    one_part = report(result(Status.PASSED, 1))
    for reports, label in (
        ([one_part], "Claim 1 holds."),
        ([TOY], "numpy: Claim 1 holds."),
        ([one_part, MORE], "toy, numpy: Claim 1 holds."),
    ):
        assert feedback_on(reports, FULL).items[0].label == label


def test_details_are_bounded():
    """Each, and all together, with what escaping adds; the end of a message stays."""
    [*_, long, _] = feedback_on([EVIL], FULL).items
    assert len(long.details) < MAX_DETAILS + 100 and long.details.endswith("m")
    many = report(*(result(Status.FAILED, number, says="\x00" * 100_000) for number in range(100)))
    sizes = [len(item.details) for item in feedback_on([many], FULL).items]
    assert sum(sizes) < MAX_TOGETHER * 1.2 and min(sizes) >= MIN_DETAILS


def test_hidden_checks_by_name_or_with_their_topic():
    """Numbered in each topic by themselves."""
    for hidden, names in (
        ({"check_2"}, ["toy.check_1", "toy.hidden_1", "more.check_1", "more.hidden_1"]),
        ({"toy.check_2"}, ["toy.check_1", "toy.hidden_1", "more.check_1", "more.check_2"]),
    ):
        found = feedback_on([TOY, MORE], dataclasses.replace(FULL, hidden=frozenset(hidden)))
        assert [item.name for item in found.items if item.name[-1] in "12"] == names


@pytest.mark.parametrize("in_full", [True, False])
def test_hidden_scores_count(in_full):
    """A disguise changes no sum."""
    options = dataclasses.replace(FULL, hidden=frozenset(["check_1"]))
    assert feedback_on([TOY], options, in_full=in_full).score == 2.5


def test_text():
    """A line a check, what is wrong below it."""
    lines = as_text(feedback_on([TOY], FULL)).split("\n")
    assert lines[:4] == [
        "Week 3: 2.5 of 14 points",
        "✓ numpy: Claim 1 holds. 2/2",
        "✗ numpy: Claim 2 holds. (failed) 0/2",
        "    y[0] is 2, expected 1 (allowed difference 1e-09)",
    ]
