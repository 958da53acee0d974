"""The setting of a check: its cases, and what it has judged so far."""

import pytest

from grader.checks.chances import COMPARISONS
from grader.checks.judgements import holds
from grader.checks.setting import Wrong, case, current_setting, judging_on
from grader.values.errors import TopicError


def test_cases_nest_and_end():
    """The cases at hand are known while one fails, and forgotten after each that passes."""
    with judging_on("cpu") as setting:
        with case("outer"):
            with case("first"):
                assert setting.cases == ("outer", "first")
            with pytest.raises(Wrong), case("second"):
                holds(False, "it is so")
        assert setting.cases == ()
        with pytest.raises(Wrong), case("outer"), case("inner"):
            holds(False, "it is so")
        assert setting.cases == ("outer", "inner")
    with judging_on("cpu") as setting:
        assert setting.cases == ()


def test_judgements_of_draws_share_one_rate_of_false_alarms():
    """A check has room for a number of them; the next check starts anew."""
    with judging_on("cpu"):
        for _ in range(COMPARISONS):
            current_setting().log_rate()
        with pytest.raises(TopicError, match="judgements of draws"):
            current_setting().log_rate()
    with judging_on("cpu"):
        assert current_setting().log_rate(2) > current_setting().log_rate() > 20
