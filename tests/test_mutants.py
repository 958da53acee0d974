"""Every machine-made mutant of every solution is rejected, or is listed with the reason why it is right code."""

import tomllib
from pathlib import Path

import pytest
from mutants import mutants

from grader import topics
from grader.live import Live
from grader.report import Status
from grader.runner import Seeds, run_check
from grader.sources import LiveSource
from grader.topics import Topic
from grader.worker import ready_made
from grader.worker.runtimes import make_runtime

ROOT = Path(__file__).parent.parent
PARTS = [
    (name, part) for name in topics.names(ROOT / "exercises") for part in Topic(name, ROOT / "exercises" / name).parts
]
LEAST_REJECTED = 0.95


def equivalent(topic: str, part: str) -> set[str]:
    """The mutants of a part that are known to be right code."""
    path = Path(__file__).parent / "equivalent_mutants" / f"{topic}.toml"
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    assert all(entry["reason"] for entry in listed)
    return {entry["mutant"] for entry in listed if entry["part"] == part}


def survives(source: LiveSource, part: str, text: str) -> bool:
    """Whether a text passes every check on a secret seed; a broken check counts as passing it."""
    topic = source.topic
    live = Live(make_runtime(part), topic.load_request(part, [(topic.file_name(part), text)]))
    for check in topic.checks_of(part):
        seeds = Seeds(b"a secret for mutants")
        outcome = run_check(check, live, source.reference(check, seeds, small=False), seeds)
        if outcome.status not in (Status.PASSED, Status.BROKEN):
            return False
    return True


@pytest.mark.filterwarnings("ignore")  # mutants divide by zero and overflow as they like
@pytest.mark.parametrize(("name", "part"), PARTS, ids=["-".join(p) for p in PARTS])
def test_mutants_are_rejected(name, part):
    """At least 95 % of the mutants fail a check; each survivor is listed as equivalent, and nothing else is."""
    if part == "torch":
        pytest.importorskip("torch")
    source = LiveSource(Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name))
    made = mutants(source.topic.solution(part))
    survivors = {mutant.name for mutant in made if survives(source, part, mutant.text)}
    ready_made.lift()
    assert len(made) >= 30
    assert len(survivors) <= (1 - LEAST_REJECTED) * len(made)
    assert survivors == equivalent(name, part)


def test_the_mutator_changes_one_thing_each():
    """Each mutant is other code, each is named by what changed, and comments or docstrings are left alone."""
    text = 'def f(x, axis=1):\n    """Doc 1 + 2."""\n    y = x + 1\n    if y > 0:\n        y *= 2\n    return np.sum(y, axis=1)\n'
    made = {mutant.name: mutant.text for mutant in mutants(text)}
    assert {
        "f: y = x + 1 -> y = x - 1",
        "f: y = x + 1 -> y = +x",
        "f: y = x + 1 -> y = x + 2",
        "f: if y > 0: -> if y >= 0:",
        "f: y *= 2 -> pass",
        "f: return np.sum(y, axis=1) -> return np.mean(y, axis=1)",
        "f: return np.sum(y, axis=1) -> return np.sum(y)",
    } <= set(made)
    assert len(set(made.values())) == len(made)
    assert all("Doc 1 + 2." in mutated for mutated in made.values())
