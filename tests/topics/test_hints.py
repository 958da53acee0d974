"""The staged hints of a topic, as they are read from hints.toml."""

import pytest

from grader.topics.hints import STAGES, Hints, load
from grader.topics.topic import Topic
from grader.values.errors import TopicError

ENTRY = '[[hint]]\nchecks = {checks}\nidea = " Think. "\nformula = "y = 2 x"\nshape = "return …"\n'


@pytest.fixture
def topic(tmp_path):
    """A topic from the text of its hints: `topic(text)`; None writes no file."""

    def made(text):
        if text is not None:
            (tmp_path / "hints.toml").write_text(text, encoding="utf-8")
        return Topic("toy", tmp_path)

    return made


def test_hints_belong_to_each_check_that_an_entry_names(topic):
    """Without the white space around them."""
    hints = Hints("Think.", "y = 2 x", "return …")
    assert load(topic(ENTRY.format(checks='["doubles", "keeps_dtypes"]'))) == {"doubles": hints, "keeps_dtypes": hints}


def test_a_topic_may_have_no_hints(topic):
    """No file, or an empty one."""
    assert load(topic(None)) == {} == load(topic(""))


def test_stages_are_shown_in_their_order():
    """As many as were asked for, each with its title."""
    hints = Hints("Think.", "y = 2 x", "return …")
    assert hints.upto(0) == []
    assert hints.upto(2) == ["The idea: Think.", "The formula: y = 2 x"]
    assert hints.upto(len(STAGES))[2:] == ["The shape of the code: return …"]


@pytest.mark.parametrize(
    "text",
    [
        "[[hint]",
        "hint = 3",
        "[[hint]]\nchecks = ['a']\nidea = 'i'\nformula = 'f'\n",  # no shape
        "[[hint]]\nidea = 'i'\nformula = 'f'\nshape = 's'\n",  # of no check
        "[[hint]]\nchecks = ['a']\nidea = 1\nformula = 'f'\nshape = 's'\n",
        "[[hint]]\nchecks = 3\nidea = 'i'\nformula = 'f'\nshape = 's'\n",
    ],
)
def test_a_file_that_is_wrong_is_named(topic, text):
    """It is the topic's fault, in one sentence with the path."""
    with pytest.raises(TopicError, match="hints.toml"):
        load(topic(text))


def test_a_check_has_its_hints_in_one_place(topic):
    """Which of two entries holds would be a matter of order."""
    with pytest.raises(TopicError, match="a check has hints twice"):
        load(topic(2 * ENTRY.format(checks='["doubles"]')))
