"""Attacks through topics that build on others: a submission's own given file, and its own file of the used topic."""

from __future__ import annotations

import dataclasses
import re

import pytest
from support.attacks import HERE
from support.chains import BASE, CHECKS, CHECKS_BASE, GIVEN, MISTAKE, MISTAKE_BASE, SOLUTION, written

from grader.judging.judge import examine
from grader.judging.setup import for_the_record
from grader.values.report import Status

FOLDER = HERE / "used_topics"
SECRET = b"the secret of the course with topics that build on others"

CHECKS_BASE_TORCH = '''

@check(points=1, part="torch")
def softens(student, reference, rng):
    """Each row is positive, and its sum is 1."""
    x = rng.normal(size=(2, 3))
    close(student.soften(x), reference.soften(x), "y")
'''
CHECKS_TORCH = '''

@check(points=1, part="torch")
def blends(student, reference, rng):
    """The softmax of x, by hand, plus that of 2x."""
    x = rng.normal(size=(2, 3))
    by_hand(student, lambda: close(student.blended(x), reference.blended(x), "y"))
'''
BASE_TORCH = '''
def soften(x):
    """Softmax."""
    # BEGIN SOLUTION
    _ = "canary of the solution"
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.sum(-1, keepdim=True)
    # END SOLUTION
'''
SOLUTION_TORCH = '''
from given_torch import soften

def blended(x):
    """Two softmaxes."""
    # BEGIN SOLUTION
    _ = "canary of the solution"
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.sum(-1, keepdim=True) + soften(2 * x)
    # END SOLUTION
'''
GIVEN_TORCH = '''
import torch

def soften(x):
    """Softmax."""
    return torch.softmax(x, -1)

def softened_twice(x):
    """The softmax of x plus that of 2x, which the student is to write: here it serves the attack that goes through `soften`."""
    return soften(x) + soften(2 * x)

def applied(f, x):
    """f(x)."""
    return f(x)

def plain(x):
    return x

def through_plain(x):
    return plain(x)

def rectified(x):
    return torch.relu(x)

class Layer(torch.nn.Module):
    def forward(self, x):
        return self.score(x)

    def score(self, x):
        return x

def layered(x):
    return torch.nn.Identity()(x)
'''
MISTAKES_BASE_TORCH = 'with t.fails("softens"):\n    t("t_base", "T.", text("return e /") >> "return 2 * e /")\n'
MISTAKES_TORCH = 'with t.fails("blends"):\n    t("t_top", "T.", text("soften(2 * x)") >> "soften(x)")\n'


@dataclasses.dataclass(frozen=True)
class Attack:
    """The files of one submission, by name. `says` stands in the reason of each check of the topic above."""

    name: str
    part: str
    says: str
    files: dict[str, bytes]


def read(path) -> Attack:
    head, *sections = re.split(r"^# --- (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    said = dict(re.findall(r"^# ([\w ]+): (.*)$", head, re.MULTILINE))
    assert said["stopped by"] == "design" and re.search(r'^"""[A-Z].*\."""$', head, re.MULTILINE)
    files = dict(zip(sections[::2], (text.encode() for text in sections[1::2]), strict=True))
    return Attack(path.stem, said["part"], said.get("says", ""), files)


ATTACKS = [read(path) for path in sorted(FOLDER.glob("*.py"))]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The topics base and top, each in two parts."""
    root = tmp_path_factory.mktemp("used")
    pytest.importorskip("torch")
    canary = {"BASE": BASE.replace("    return", '    _ = "canary of the solution"\n    return')}
    written(
        root,
        "base",
        CHECKS_BASE + CHECKS_BASE_TORCH,
        {"numpy": canary["BASE"].replace('SECRET = "canary of the solution"\n', ""), "torch": BASE_TORCH},
        MISTAKE_BASE + MISTAKES_BASE_TORCH,
    )
    checks = CHECKS.replace("check, close", "by_hand, check, close") + CHECKS_TORCH
    return written(
        root,
        "top",
        checks.replace('USES = ["base"]', 'USES = ["base"]\nFORBIDDEN = {"torch": ["softmax"]}'),
        {
            "numpy": SOLUTION.replace("    return", '    _ = "canary of the solution"\n    return'),
            "torch": SOLUTION_TORCH,
        },
        MISTAKE + MISTAKES_TORCH,
        {"numpy": GIVEN, "torch": GIVEN_TORCH},
    )


def judged(course, part, files):
    setup = for_the_record(course, SECRET, parts=(part,), isolation="best")
    return examine(setup, files, name="a submission")


RIGHT_BASE = {
    "numpy": "def double(x): return x + x\n",
    "torch": "def soften(x):\n    e = x.exp()\n    return e / e.sum(-1, keepdim=True)\n",
}
RIGHT = {
    "numpy": "from given_numpy import double\ndef quadruple(x): return double(double(x))\n",
    "torch": "from given_torch import soften, applied\ndef hand(x):\n    e = x.exp()\n    return e / e.sum(-1, keepdim=True)\n"
    "def blended(x): return applied(hand, x) + soften(2 * x)\n",
}


@pytest.mark.parametrize("part", RIGHT)
def test_right_code_earns_everything(course, part):
    """On both kinds of code, so that an attack fails for a reason of its own; callbacks of right code are no harm."""
    for base in ({}, {f"base_{part}.py": RIGHT_BASE[part].encode()}):
        report = judged(course, part, {f"top_{part}.py": RIGHT[part].encode()} | base)
        assert report.passed, report
        assert report.parts[0].builds_on[0].startswith("Your file" if base else "The given")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_comes_to_nothing(course, attack):
    """Nothing is earned and nothing is read; the reason is a sentence about the submission. The next one is judged as ever."""
    report = judged(course, attack.part, attack.files)
    [result] = report.results
    assert not report.score and result.status not in (Status.BROKEN, Status.PASSED), result
    assert attack.says in result.message, result.message
    assert "canary of the solution" not in result.output + result.message
    assert "Traceback" not in result.message and "chainrule_worker" not in result.message
    assert judged(course, attack.part, {f"top_{attack.part}.py": RIGHT[attack.part].encode()}).passed


def test_the_search_of_memory_finds_what_is_there(course):
    """The control: the same attack finds the text if the submission itself holds it."""
    attack = next(attack for attack in ATTACKS if attack.name == "solution_in_memory")
    held = attack.files["base_numpy.py"] + b"\nHELD = ['canary of the solution']\n"
    report = judged(course, "numpy", attack.files | {"base_numpy.py": held})
    assert "canary of the solution" in report.results[0].output
