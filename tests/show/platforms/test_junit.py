"""JUnit XML, read by another's parser."""

import dataclasses

import junitparser
from support.samples import BROKEN, EMPTY, EVIL, FULL, MORE, TOY, golden

from grader.show.platforms.junit import render


def cases(text: str) -> list[junitparser.TestCase]:
    """All test cases of the file's one suite."""
    suites = list(junitparser.JUnitXml.fromstring(text.encode()))
    assert len(suites) == 1  # with several, Artemis changes the names
    return list(suites[0])


def test_golden():
    """The whole file, to the letter."""
    golden("junit.xml", render([TOY, MORE], FULL))


def test_names_do_not_depend_on_other_topics():
    """Courses give tests their weights by name."""
    alone, beside = cases(render([TOY], FULL)), cases(render([MORE, TOY], FULL))
    assert [case.name for case in alone] == [case.name for case in beside][2:]
    assert len({case.name for case in beside}) == len(beside)


def test_waiting_is_a_failure_and_broken_an_error():
    """Nothing is skipped, for what is skipped would not count."""
    assert "<skipped" not in render([TOY, BROKEN], FULL)
    [waiting] = cases(render([TOY], FULL))[2].result
    assert isinstance(waiting, junitparser.Failure)
    assert [type(kind) for case in cases(render([BROKEN], FULL)) for kind in case.result] == [junitparser.Error]


def test_the_message_is_in_the_attribute_and_in_the_text():
    """Readers take one or the other."""
    [failure] = cases(render([TOY], FULL))[1].result
    assert "Divide by N." in failure.message and "Divide by N." in failure.text


def test_hidden_checks_have_names_that_say_nothing():
    """A check's name is its claim."""
    text = render([TOY], dataclasses.replace(FULL, hidden=frozenset(["check_2"])))
    assert cases(text)[1].name == "toy.hidden_1"
    assert "check_2" not in text and "Claim 2" not in text and "Divide" not in text


def test_anything_parses():
    """Characters that XML forbids, the end of a CDATA section, no results at all."""
    assert len(cases(render([EVIL], FULL))) == len(EVIL.results)
    assert cases(render([EMPTY], FULL)) == []
