"""What is proved of every topic: its ladder holds, and its mutants are rejected or listed as right code."""

import tomllib

import pytest
from support.mutants import mutants
from support.places import ROOT

from grader.authoring.verify import climb
from grader.judging.reference.live import Live
from grader.judging.reference.sources import LiveSource
from grader.judging.run_check import Seeds, run_check
from grader.topics.catalog import names
from grader.topics.topic import Topic
from grader.values.parts import PARTS
from grader.values.report import Status
from grader.worker.runtimes import make_runtime

LEAST_REJECTED = 0.95
SEEDS = Seeds(b"a secret for mutants")

# They take half of the time of all tests, and say nothing of the engine: `-m "not proof"` leaves them out.
pytestmark = [pytest.mark.proof, pytest.mark.parametrize("name", names(ROOT / "exercises"))]


@pytest.fixture
def topic(name):
    return Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)


@pytest.mark.parametrize("part", PARTS)
def test_the_ladder_holds(topic, part):
    """`grader verify` finds nothing in the way."""
    if part == "torch":
        pytest.importorskip("torch")
    if part not in topic.parts:
        pytest.skip(f"{topic.name} has no {part} part")
    assert [(rung.claim, rung.problems) for rung in climb(topic, (part,)) if rung.problems] == []


def equivalent(topic, part):
    """The mutants of a part that are known to be right code."""
    path = ROOT / "tests" / "equivalent_mutants" / f"{topic.name}.toml"
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    assert all(entry["reason"] for entry in listed)
    return {entry["mutant"] for entry in listed if entry["part"] == part}


def survives(source, part, text):
    """Whether a text passes every check on a secret seed; a broken check counts as passing it."""
    topic = source.topic
    live = Live(make_runtime(part), topic.load_request(part, [(topic.file_name(part), text)]))
    for check in topic.checks_of(part):
        outcome = run_check(check, live, source.reference(check, SEEDS, small=False), SEEDS)
        if outcome.status not in (Status.PASSED, Status.BROKEN):
            return False
    return True


@pytest.mark.filterwarnings("ignore")  # mutants divide by zero and overflow as they like
@pytest.mark.parametrize("part", PARTS)
def test_mutants_are_rejected(topic, part):
    """At least 95 % of a part's mutants fail a check; each survivor is listed as equivalent, and nothing else is."""
    if part == "torch":
        pytest.importorskip("torch")
    if part not in topic.parts:
        pytest.skip(f"{topic.name} has no {part} part")
    source = LiveSource(topic)
    made = mutants(topic.solution(part))
    with make_runtime(part).forbidden(
        topic.forbidden(part), lambda name: None
    ):  # once, not for every check of every mutant
        survivors = {mutant.name for mutant in made if survives(source, part, mutant.text)}
    assert len(made) >= 30
    assert len(survivors) <= (1 - LEAST_REJECTED) * len(made)
    assert survivors == equivalent(topic, part)
