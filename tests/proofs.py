"""What is proved of every topic: its ladder holds, and its mutants are rejected or listed as right code.

Each tests/topics/test_<topic>.py imports these tests, so that topics are proved beside each other, not one after another.
"""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from mutants import mutants

from grader.live import Live
from grader.report import Status
from grader.runner import Seeds, run_check
from grader.sources import LiveSource
from grader.topics import Topic
from grader.verify import climb
from grader.worker import ready_made
from grader.worker.runtimes import make_runtime

ROOT = Path(__file__).parent.parent
LEAST_REJECTED = 0.95
SEEDS = Seeds(b"a secret for mutants")


def loaded(path: Path) -> ModuleType:
    """A file of a topic as a module of this process, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solutions(topic: str) -> tuple[ModuleType, ModuleType]:
    """The NumPy and the torch solution of a topic."""
    numpy, torch = (loaded(ROOT / "solutions" / topic / f"{topic}_{part}.py") for part in ("numpy", "torch"))
    return numpy, torch


@pytest.fixture
def topic(request):
    """The topic that the file at hand is about."""
    name = request.path.stem.removeprefix("test_")
    return Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)


def test_the_ladder_holds(topic):
    """`grader verify` finds nothing in the way, in both parts."""
    pytest.importorskip("torch")
    assert [(rung.claim, rung.problems) for rung in climb(topic) if rung.problems] == []


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
@pytest.mark.parametrize("part", ["numpy", "torch"])
def test_mutants_are_rejected(topic, part):
    """At least 95 % of a part's mutants fail a check; each survivor is listed as equivalent, and nothing else is."""
    if part == "torch":
        pytest.importorskip("torch")
    source = LiveSource(topic)
    made = mutants(topic.solution(part))
    survivors = {mutant.name for mutant in made if survives(source, part, mutant.text)}
    ready_made.lift()
    assert len(made) >= 30
    assert len(survivors) <= (1 - LEAST_REJECTED) * len(made)
    assert survivors == equivalent(topic, part)
