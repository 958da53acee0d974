"""The score for LTI 1.3's grade services."""

import dataclasses
import datetime

import pytest
from support.samples import BROKEN, EVIL, FREE, FULL, MORE, TOY, golden, valid

from grader.show.platforms.lti import render
from grader.values.errors import UsageError

TIME = datetime.datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=datetime.UTC)
OPTIONS = dataclasses.replace(FULL, user="5323497", time=TIME, handed_in=TIME - datetime.timedelta(hours=1))


def test_golden():
    """The whole body, to the letter."""
    golden("lti.json", render([TOY, MORE], OPTIONS))


def test_schema():
    """Whatever is in the reports."""
    for reports in ([TOY], [EVIL], [BROKEN], [FREE]):
        valid("lti", render(reports, OPTIONS))


def test_no_score_where_there_is_none():
    """A broken check must not overwrite an earlier score; a maximum of 0 is not allowed."""
    for reports, progress in (([BROKEN, TOY], "Failed"), ([FREE], "NotReady")):
        content = valid("lti", render(reports, OPTIONS))
        assert content["gradingProgress"] == progress
        assert "scoreGiven" not in content and "scoreMaximum" not in content


def test_who_and_when_are_asked_for():
    """There is no clock in here, and a time without a zone is none."""
    for missing in ({"user": ""}, {"time": None}, {"time": TIME.replace(tzinfo=None)}):
        with pytest.raises(UsageError, match="LTI needs"):
            render([TOY], dataclasses.replace(OPTIONS, **missing))
