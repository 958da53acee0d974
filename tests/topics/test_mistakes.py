"""The named mistakes of a topic, as they are read."""

import pytest

from grader.topics.mistakes import read_mistakes
from grader.values.errors import TopicError

MISTAKE = 'part = "numpy"\ncheck = "doubles"\nfind = "2 * x"\nreplace = "x"\nhint = "Twice."\n'


def test_an_id_may_hold_anything_but_the_mark_of_generic_causes(tmp_path):
    """JSON of schema 1 tells generic causes from named mistakes by it."""
    path = tmp_path / "mistakes.toml"
    path.write_text(f'[[mistake]]\nid = "a|b"\n{MISTAKE}')
    assert [mistake.id for mistake in read_mistakes(path)] == ["a|b"]
    path.write_text(f'[[mistake]]\nid = "generic:sign"\n{MISTAKE}')
    with pytest.raises(TopicError, match="mistake generic:sign: an id does not begin with 'generic:'"):
        read_mistakes(path)
