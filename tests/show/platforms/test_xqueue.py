"""The body of a reply to xqueue."""

import dataclasses
from xml.etree import ElementTree

from support.samples import BROKEN, EMPTY, EVIL, FREE, FULL, MORE, TOY, golden, valid

from grader.show.platforms.xqueue import render


def test_golden():
    """The line, to the letter."""
    golden("xqueue.json", render([TOY, MORE], FULL))


def test_schema_and_message():
    """The message is one XML element of paragraphs and texts, whatever was printed."""
    for reports in ([TOY, MORE], [EVIL], [FREE], [EMPTY], [BROKEN]):
        message = ElementTree.fromstring(valid("xqueue", render(reports, FULL))["msg"])
        assert message.tag == "div" and {element.tag for element in message} <= {"p", "pre"}
        assert all(not element.attrib and not len(element) for element in message)


def test_correct_is_everything_passed():
    """Not merely some; and nothing at all is not correct."""
    assert valid("xqueue", render([MORE], FULL))["correct"] is True
    assert valid("xqueue", render([TOY], FULL))["correct"] is False
    assert valid("xqueue", render([EMPTY], FULL))["correct"] is False


def test_the_problems_own_points():
    """A problem of one point gets a share of it."""
    assert valid("xqueue", render([MORE], dataclasses.replace(FULL, out_of=1.0)))["score"] == 1
