"""Gradescope's results.json."""

import dataclasses
import json

from support.samples import BROKEN, EMPTY, EVIL, FULL, MORE, TOY, golden, valid

from grader.show.platforms.gradescope import render


def test_golden():
    """The whole file, to the letter; two topics, a hidden check, a day late."""
    options = dataclasses.replace(FULL, hidden=frozenset(["toy.check_2"]), factor=0.9)
    golden("gradescope.json", render([TOY, MORE], options))


def test_schema():
    """Whatever is in the reports."""
    for reports in ([TOY], [EVIL], [BROKEN], [EMPTY], []):
        valid("gradescope", render(reports, FULL))


def test_the_total_is_left_to_gradescope():
    """A score beside the tests would override their sum; without tests one is obligatory."""
    assert "score" not in json.loads(render([TOY], FULL))
    assert json.loads(render([EMPTY], FULL))["score"] == 0


def test_hidden_checks_are_hidden_by_gradescope_and_the_text_sums_up_the_rest():
    """Students see no total while a test is hidden, so the text must not betray it either."""
    options = dataclasses.replace(FULL, hidden=frozenset(["check_1"]), visibility="hidden")
    content = json.loads(render([TOY], options))
    assert [test["visibility"] for test in content["tests"][:2]] == ["hidden", "visible"]
    assert content["tests"][0]["name"] == "numpy: Claim 1 holds."
    assert content["output"] == "Week 3: 0.5 of 12 points in the checks that are visible"


def test_hidden_checks_that_are_visible_are_disguised():
    """With visibility "visible" students see how they ended, and not what they are about."""
    options = dataclasses.replace(FULL, hidden=frozenset(["check_2"]), visibility="visible")
    test = json.loads(render([TOY], options))["tests"][1]
    assert test["name"] == "numpy: Hidden check 1" and test["status"] == "failed" and test["output"] == "failed"
    assert test["extra_data"]["check"] == "toy.hidden_1"
