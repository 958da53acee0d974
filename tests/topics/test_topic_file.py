"""topic.toml: the place of a topic, and the old names of its checks."""

import pytest

from grader.topics.topic_file import order, renamed
from grader.values.errors import TopicError

PUBLIC, HIDDEN = ("adds", "scales", "shifts"), ("is_fast",)


@pytest.fixture
def folder(tmp_path):
    """A topic's folder from the text of its file."""

    def made(text):
        (tmp_path / "topic.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return made


def test_checks_have_old_names(folder, tmp_path):
    """One check is renamed, one was split, and two lead to the same check; a topic without the table has none."""
    assert renamed(tmp_path, PUBLIC) == {} and order(tmp_path) == float("inf")
    assert renamed(folder("order = 3"), PUBLIC) == {}
    table = folder('order = 3\n[renamed]\nsums = ["adds"]\nworks = ["adds", "scales"]\ntotals = ["adds"]')
    assert renamed(table, PUBLIC, HIDDEN) == {"sums": ("adds",), "works": ("adds", "scales"), "totals": ("adds",)}
    assert order(table) == 3


WRONG = {
    "renamed = 3": "write old names of checks in a table",
    '[renamed]\nsums = "adds"': r"sums = 'adds': write a list of names, as `sums = \[",
    "[renamed]\nsums = []": "write a list of names",
    "[renamed]\nsums = [1]": "write a list of names",
    '[renamed]\nsums = ["adds", "adds"]': "sums contains a name twice: remove one",
    '[renamed]\nscales = ["adds"]': "scales is still the name of a check: remove the entry or rename",
    '[renamed]\nis_fast = ["adds"]': "is_fast is still the name of a check",
    '[renamed]\nsums = ["add"]': "names 'add', and there is no such public check. Did you mean adds",
    '[renamed]\nsums = ["adds", "is_fast"]': "is_fast, which is hidden from students: name a public check",
    '[rename]\nsums = ["adds"]': "unknown entry 'rename'. Did you mean renamed",
    "[renamed": "cannot be read",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_table_is_said_with_the_file_and_the_next_step(folder, text):
    """The author of the topic reads it."""
    with pytest.raises(TopicError, match=rf"topic\.toml.*{WRONG[text]}"):
        renamed(folder(text), PUBLIC, HIDDEN)
