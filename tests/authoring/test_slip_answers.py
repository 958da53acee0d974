"""Machine-made slips are noted by the check that each fails first, if their answers are evidence."""

from pathlib import Path

import pytest
from support.new_topic import edit, fresh

from grader.authoring.record import record
from grader.authoring.scaffold import write_topic
from grader.authoring.slip_answers import record_slips
from grader.topics.topic import Topic


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    """A new topic, not built yet."""
    write_topic("toy", tmp_path / "exercises", tmp_path / "solutions")
    return fresh(tmp_path)


def slips_of(topic):
    """The words of all slips of the numpy part, by check."""
    found = record_slips(topic, "numpy", record(topic, ["numpy"])["numpy"])
    return {check: [slip.words for slip in slips] for check, slips in found.items()}


FIRST = "multiplies_every_entry"
DIVISOR, MISSING = "in scale: `factor` is a divisor, and should be a factor", "in scale: the factor `factor` is missing"


def test_each_slip_stands_at_its_first_check(topic):
    """Both slips of `x * factor` fail the first check, and later checks of the same function do not name them again."""
    found = slips_of(topic)
    assert found.pop(FIRST) == [DIVISOR, MISSING]
    assert not {DIVISOR, MISSING} & {words for slips in found.values() for words in slips}


def test_a_named_mistake_needs_no_slip(topic, tmp_path):
    """The author's hint says more than the machine's words."""
    edit(tmp_path / "solutions/toy/mistakes/numpy_scale.py", "return x + factor", "return x / factor")
    assert slips_of(fresh(tmp_path))[FIRST] == [MISSING]


def test_a_loop_that_may_not_end_has_no_slips(topic, tmp_path):
    """A judge runs slips on other inputs, where a changed loop might go on for ever."""
    loop = "while False:\n        pass\n    return x * factor"
    edit(tmp_path / "solutions/toy/toy_numpy.py", "return x * factor", loop)
    assert slips_of(fresh(tmp_path)) == {}


def test_hidden_checks_have_no_slips(topic, tmp_path):
    """A recording is public, so only public checks are asked."""
    hidden = (topic.folder / "checks.py").read_text().replace("def multiplies", "def secretly_multiplies")
    hidden = hidden.replace("after=multiplies", "after=secretly_multiplies").replace("def keeps", "def hidden_keeps")
    (tmp_path / "solutions/toy/hidden.py").write_text(hidden.replace("def leaves", "def hidden_leaves"))
    found = slips_of(fresh(tmp_path))
    assert FIRST in found and not any("hidden" in check or "secretly" in check for check in found)
