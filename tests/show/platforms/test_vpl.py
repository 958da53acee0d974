"""VPL's standard output."""

import dataclasses
import re

from support.samples import BROKEN, EVIL, FULL, MORE, TOY, golden, report, result

from grader.show.platforms.vpl import render
from grader.values.report import Status


def grade(text: str) -> list[str]:
    """Every grade that VPL would find."""
    return re.findall(r"^Grade :=>>(.*)$", text, re.MULTILINE)


def comments(text: str) -> list[str]:
    """The lines that VPL would show as comments, and those that it would drop."""
    shown, inside = [], False
    for line in text.split("\n"):
        if inside and line.strip() == "--|>":
            inside = False
        elif inside:
            shown.append(line)
        elif line.strip() == "<|--":
            inside = True
        else:
            assert line.startswith("Grade :=>>") or not line, line
    assert not inside
    return shown


def test_golden():
    """All lines, to the letter."""
    golden("vpl.txt", render([TOY, MORE], FULL))


def test_one_grade_whatever_was_printed():
    """Marks in claims, messages and output are no marks."""
    text = render([EVIL, TOY], FULL)
    assert grade(text) == ["4.5"]
    for line in comments(text):
        assert line.startswith((">", "-")) and not any(mark in line for mark in ("<|--", "--|>", ":=>>"))
    titles = [line for line in comments(text) if line.startswith("-")]
    assert len(titles) == 1 + len(EVIL.results) + len(TOY.results)


def test_titles_carry_no_mark_of_their_own():
    """VPL takes a number in brackets at the end of a title for points."""
    text = render([report(result(Status.FAILED, 1, claim="It is fine (-5)"))], FULL)
    assert not any(re.search(r"\(\s*-?[\d.]+\s*\)$", line) for line in comments(text))


def test_the_scale_of_the_activity():
    """VPL's default is out of 100."""
    assert grade(render([TOY], dataclasses.replace(FULL, out_of=100.0))) == ["17.8571"]


def test_a_broken_check_proposes_no_grade():
    """VPL then keeps what it has."""
    assert grade(render([BROKEN], FULL)) == []
