"""Every topic of the repository climbs the ladder."""

from pathlib import Path

import pytest

from grader import topics
from grader.topics import Topic
from grader.verify import climb

ROOT = Path(__file__).parent.parent
NAMES = topics.names(ROOT / "exercises")


@pytest.mark.parametrize("name", NAMES)
def test_topic_is_sound(name):
    """`grader verify` finds nothing in the way, in both parts."""
    pytest.importorskip("torch")
    topic = Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)
    assert [(rung.claim, rung.problems) for rung in climb(topic) if rung.problems] == []


def test_every_topic_has_a_solution_and_the_other_way_round():
    """A topic is two folders."""
    assert sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()) == NAMES
    assert NAMES
