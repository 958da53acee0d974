"""Every attack, let loose on the real judge: nothing unearned, nothing read, written, reached or left behind."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from support.attacks import ATTACKS, FAMILIES, OWN_USER, Attack, named, needs
from support.grounds import Grounds

from grader.sandbox import launch
from grader.sandbox.isolation import IDENTITY, LANDLOCK, LAYERS, PARENT, PRIVILEGES, STRICT, Isolation
from grader.sandbox.worker_process import Worker
from grader.values.errors import IsolationError
from grader.worker.confine import MOUNTS
from grader.worker.layers.identity import FIRST_UID

WHOLE = {"numpy": 10, "torch": 4}  # points of a right submission
LONGEST = 20.0  # seconds of its processor that any attack may cost the judge; what it costs itself has a limit
Hand = Callable[..., object]


@pytest.fixture(scope="session")
def strict() -> str:
    """The level; skips where the machine does not offer it."""
    try:
        with Worker("numpy", isolation=STRICT) as worker:
            worker.wait_until_ready()
    except IsolationError as error:
        pytest.skip(str(error))
    return "strict"


@pytest.fixture
def own_user(hold, asking) -> bool:
    """Whether workers run as users of their own: as root, where others can read the interpreter."""
    return bool(asking(hold("import os\ndef user(): return os.geteuid()")).user() >= FIRST_UID)


def comes_to_nothing(attack: Attack, level: str | Isolation, grounds: Grounds, judged: Hand) -> None:
    """What is true of every attack at every level that stops it."""
    path = attack.hand_in(grounds.handed_in, grounds.facts)
    before = judged(grounds.root / "solutions/toy" / f"toy_{attack.part}.py", level, attack.part)
    forking = launch._zygotes[attack.part]._process.pid
    outcome = judged(path, level, attack.part)
    after = judged(grounds.root / "solutions/toy" / f"toy_{attack.part}.py", level, attack.part)

    assert outcome.earned == set(attack.earns)
    on = outcome.report["isolation"] if outcome.report else ()
    if level not in ("best", "none") or not attack.layers or set(attack.layers) & set(on):
        assert grounds.harms(outcome.said) == set()
    assert before.report["score"] == after.report["score"] == WHOLE[attack.part], after.said
    assert launch._zygotes[attack.part]._process.pid == forking, "the next submission has a new zygote"
    assert outcome.seconds < LONGEST
    is_explained(attack, outcome)


def is_explained(attack: Attack, outcome) -> None:
    """The reason is a sentence about the submission, safe to show, and neither ours to blame nor of our making."""
    assert outcome.exit_code < 3, outcome.said
    if outcome.report is None:
        reasons, ended = [outcome.said], "refused"
    else:
        lost = [result for result in outcome.report["results"] if not result["score"]]
        reasons, ended = [result["message"] for result in lost], outcome.report["results"][0]["status"]
        assert outcome.exit_code == (1 if lost else 0)
        assert "broken" not in {result["status"] for result in lost}, reasons
        assert not any(re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", r["output"]) for r in lost)
    assert ended == attack.ends_as or not attack.ends_as
    assert not attack.says or any(attack.says in reason for reason in reasons)
    for reason in reasons:
        assert reason.strip() and len(reason) < 6000
        assert not re.search(r"Traceback|chainrule_worker|grader/|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", reason)


@named(list(ATTACKS))
def test_strict(attack, strict, grounds, judged):
    """With all layers on, an attack comes to nothing."""
    needs(attack)
    comes_to_nothing(attack, strict, grounds, judged)


@named([attack for attack in ATTACKS if LANDLOCK in attack.layers])
def test_where_landlock_is_missing(attack, own_files, grounds, judged):
    """A file system of the worker's own stops what Landlock does elsewhere."""
    needs(attack)
    comes_to_nothing(attack, own_files, grounds, judged)


@named([attack for attack in ATTACKS if not attack.layers and attack.ends_as != "timed_out"])
def test_without_layers(attack, grounds, judged):
    """What the design stops, it stops on any machine."""
    needs(attack)
    comes_to_nothing(attack, "none", grounds, judged)


HARMFUL = [attack for attack in ATTACKS if attack.harm]


@named(HARMFUL)
def test_best(attack, grounds, judged):
    """With whatever the machine offers, no point is earned, and no harm is done that a layer that is on stops."""
    comes_to_nothing(attack, "best", grounds, judged)


@named(HARMFUL)
def test_control(attack, grounds, judged):
    """Without the layers that stop it, the attack does the harm that it is said to do."""
    needs(attack)
    path = attack.hand_in(grounds.handed_in, grounds.facts)
    rest = Isolation(tuple(name for name in LAYERS if name not in attack.layers), required=False)
    outcome = judged(path, rest, attack.part)
    assert attack.harm in grounds.harms(outcome.said, expected=attack.harm), outcome.said


@pytest.mark.parametrize(
    ("attack", "layer"),
    [
        pytest.param(attack, layer, id=f"{attack.name}-{layer}")
        for attack in HARMFUL
        for layer in (
            *(attack.layers if len(attack.layers) > 1 else ()),
            *([MOUNTS] if LANDLOCK in attack.layers and not attack.needs else ()),  # what reaches for files
        )
    ],
)
def test_each_layer_is_enough(attack, layer, own_user, grounds, judged, request):
    """Where two layers are said to stop an attack, each does so alone; so does what serves instead of one."""
    needs(attack, layer)
    if layer == MOUNTS:
        request.getfixturevalue("own_files")
    if layer == IDENTITY and (os.geteuid() != 0 or (OWN_USER in attack.stopped_by and not own_user)):
        pytest.skip("workers run as the user who grades")
    path = attack.hand_in(grounds.handed_in, grounds.facts)
    outcome = judged(path, Isolation((PARENT, PRIVILEGES, layer), required=True), attack.part)
    assert outcome.exit_code == 1, outcome.said
    assert attack.harm not in grounds.harms(outcome.said)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_covered(family):
    """Several members each; each says in a sentence what it tries."""
    members = [attack for attack in ATTACKS if attack.path.parent.name == family]
    assert len(members) >= 5
    assert all(re.search(r'^"""[A-Z].*\.', attack.path.read_text(), re.MULTILINE) for attack in members)
    assert all(attack.layers for attack in members if attack.harm)
