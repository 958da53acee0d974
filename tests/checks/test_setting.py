"""The setting of a check: its cases, and what it has judged so far."""

import numpy as np
import pytest

from grader.checks.chances import COMPARISONS
from grader.checks.judgements import holds
from grader.checks.setting import Wrong, as_array, case, current_setting, judging_on
from grader.judging.reference.live import Live
from grader.values.errors import TopicError
from grader.worker.runtimes import make_runtime


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


FORMS = {
    "None": "y is None (is a `return` missing?), where an array is expected",
    "[1.0, 2.0]": "y is a list of 2 (a number, a number), where an array is expected",
    "(i for i in x)": "y is a generator, where an array is expected",
    "{'a': x}": "y is a dict, where an array is expected",
    "'ab'": "y is a str, where an array is expected",
    "np.array([None, x], object)": "y is an array of dtype object, where float64 or another dtype of plain numbers is expected",
    "x.astype('V8')": "y is an array of dtype |V8, where float64 or another dtype of plain numbers is expected",
}


@pytest.mark.parametrize("answer", FORMS)
def test_every_form_that_is_no_array_is_named(answer, load_request, asking):
    """The sentence says what came and what should come, whatever a student's function returns."""
    student = asking(Live(make_runtime("numpy"), load_request(f"import numpy as np\ndef f(x): return {answer}\n")))
    with pytest.raises(Wrong) as caught:
        as_array(student.f(np.ones(3)), "y")
    assert caught.value.reason == FORMS[answer]


def test_judgements_of_draws_share_one_rate_of_false_alarms():
    """A check has room for a number of them; the next check starts anew."""
    with judging_on("cpu"):
        for _ in range(COMPARISONS):
            current_setting().log_rate()
        with pytest.raises(TopicError, match="judgements of draws"):
            current_setting().log_rate()
    with judging_on("cpu"):
        assert current_setting().log_rate(2) > current_setting().log_rate() > 20
