"""What is proved of every topic: its ladder holds, and its mutants are rejected or listed as right code."""

import pytest
from support.places import ROOT

from grader.authoring.ladder import CLAIMS
from grader.authoring.verify import climb
from grader.topics.catalog import names
from grader.topics.mutants import mutants
from grader.topics.topic import Topic
from grader.values.parts import PARTS

LEAST_MUTANTS = 20

# They take half of the time of all tests, and say nothing of the engine: `-m "not proof"` leaves them out.
pytestmark = [pytest.mark.proof, pytest.mark.parametrize("name", names(ROOT / "exercises"))]


@pytest.mark.parametrize("part", PARTS)
def test_the_ladder_holds(name, part):
    """`grader verify --mutants` finds nothing in the way, and there are many mutants."""
    if part == "torch":
        pytest.importorskip("torch")
    topic = Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)
    if part not in topic.parts:
        pytest.skip(f"{topic.name} has no {part} part")
    assert len(mutants(topic.solution(part))) >= LEAST_MUTANTS
    rungs = list(climb(topic, (part,), mutants=True))
    assert CLAIMS["mutants"].text in [rung.claim for rung in rungs]
    assert [(rung.claim, rung.problems) for rung in rungs if rung.problems] == []
