"""docs/lectures.md names exercises that exist, every topic, and no topic as missing that is there."""

import re

import pytest
from support.places import ROOT

from grader.topics.catalog import names
from grader.topics.topic import Topic

LINES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "lectures.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| a lecture names"))
]
TOPICS = names(ROOT / "exercises")


def exercises(topic: str) -> set[str]:
    """The exercises of all parts."""
    known = Topic(topic, ROOT / "exercises" / topic)
    return {name for part in known.parts for name in known.exercises(part)}


@pytest.mark.parametrize(("named", "where"), LINES, ids=[line[0][:40] for line in LINES])
def test_a_line_names_what_exists(named, where):
    """An exercise of a topic, or the topic that will teach it."""
    there, _, missing = where.partition("not yet: ")
    pairs = re.findall(r"(\w+)\.(\w+)", there)
    assert named and (pairs or missing)
    assert re.sub(r"\w+\.\w+", "", there).strip(" ,;") == ""
    assert all(topic in TOPICS and exercise in exercises(topic) for topic, exercise in pairs)
    assert missing == "" or set(missing.split(", ")).isdisjoint(TOPICS)


def test_every_topic_is_named():
    """Whoever looks from a lecture finds it."""
    assert {topic for _, where in LINES for topic in re.findall(r"(\w+)\.\w+", where)} == set(TOPICS)
