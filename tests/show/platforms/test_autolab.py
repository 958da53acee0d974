"""Autolab's standard output."""

import dataclasses
import json

import pytest
from support.samples import BROKEN, EVIL, FULL, MORE, TOY, golden, report, result, valid

from grader.show.platforms.autolab import render
from grader.values.errors import UsageError
from grader.values.report import Status


def test_golden():
    """All lines, to the letter."""
    golden("autolab.txt", render([TOY, MORE], FULL))


def test_the_last_line_is_the_scores_and_the_one_before_the_outcomes():
    """By topic, whatever a student printed."""
    for reports in ([TOY, MORE], [EVIL], [BROKEN]):
        *_, outcomes, scores = render(reports, FULL).rstrip().split("\n")
        valid("autolab_outcomes", outcomes)
        valid("autolab_scores", scores)
    assert json.loads(render([TOY, MORE], FULL).split("\n")[-2]) == {"scores": {"toy": 2.5, "more": 2}}


def test_a_broken_check_leaves_its_topic_without_a_score():
    """And the others with theirs."""
    last = render([BROKEN, MORE], FULL).rstrip().split("\n")[-1]
    assert json.loads(last) == {"scores": {"broken": None, "more": 2}}


def test_problems_have_autolabs_names():
    """They must be exactly those of the assessment; one that Autolab's own reader breaks is refused."""
    options = dataclasses.replace(FULL, problems={"toy": "A toy"})
    assert render([TOY], options).endswith('{"scores": {"A toy": 2.5}}\n')
    with pytest.raises(UsageError, match="leave out the colon"):
        render([TOY], dataclasses.replace(FULL, problems={"toy": "Part 1: toy"}))


def test_claims_alike_stay_two():
    """Outcomes are keyed by claim."""
    twice = report(result(Status.PASSED, 1, claim="Same."), result(Status.FAILED, 2, claim="Same."))
    outcomes = json.loads(render([twice], FULL).split("\n")[-3])
    assert outcomes["toy, numpy part"] == {
        "Same.": {"passed": True},
        "Same. (toy.check_2)": {"passed": False, "hint": "failed"},
    }
