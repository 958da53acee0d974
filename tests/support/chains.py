"""Small topics that build on one another, made on the fly: base, toy on base, and any chain of topics on them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.authoring.build import build
from grader.judging.judge import judge
from grader.judging.setup import at_home
from grader.submissions import intake
from grader.topics.topic import Topic
from grader.values.report import Report

CHECKS_BASE = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Every entry is doubled."""
    x = rng.normal(size=(2, 3))
    close(student.double(x), reference.double(x), "y")
'''
BASE = '''
SECRET = "canary of the solution"

def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''
MISTAKE_BASE = 'with m.fails("doubles"):\n    m("squares", "This squares.", text("2 * x") >> "x ** 2")\n'
CHECKS = '''
from grader import check, close

USES = ["base"]

@check(points=1)
def quadruples(student, reference, rng):
    """Every entry is doubled twice."""
    x = rng.normal(size=(2, 3))
    close(student.quadruple(x), reference.quadruple(x), "y")
'''
SOLUTION = '''
from given_numpy import double

def quadruple(x):
    """Four times x."""
    # BEGIN SOLUTION
    return double(double(x))
    # END SOLUTION
'''
MISTAKE = 'with m.fails("quadruples"):\n    m("doubles_once", "This doubles once.", text("double(double(x))") >> "double(x)")\n'
GIVEN = '"""Given."""\nGIVES = 1\n\ndef double(x):\n    """Twice x."""\n    return x + x\n'
OWN = "calls = []\ndef double(x):\n    calls.append(1)\n    return 2.0 * x\n"
RIGHT = "from given_numpy import GIVES, double\ndef quadruple(x): return double(double(x)) * GIVES\n"


def written(root, name, checks, texts, mistakes, given=None, drivers=""):
    """A topic of some parts, built."""
    public, secret = root / "exercises" / name, root / "solutions" / name
    public.mkdir(parents=True)
    (secret / "mistakes").mkdir(parents=True)
    (secret / "right").mkdir()
    (public / "checks.py").write_text(checks)
    if drivers:
        (public / "drivers_torch.py").write_text(drivers)
    (public / "README.md").write_text(f"# {name}\n")
    for part, text in texts.items():
        (secret / f"{name}_{part}.py").write_text(text)
        (secret / "right" / f"again_{part}.py").write_text(f"# again\n{text}")
    for part, text in (given or {}).items():
        (public / f"given_{part}.py").write_text(text)
    head = "from grader import Mistakes, text\n\nm = Mistakes('numpy')\nt = Mistakes('torch')\n"
    (secret / "mistakes" / "all.py").write_text(head + mistakes)
    topic = Topic(name, public, secret)
    build(topic, write=True)
    return topic


def report_on(topic, files, setup=None, **settings) -> Report:
    handed = intake.find_parts({name: text.encode() for name, text in files.items()}, topic)
    return judge(dataclasses.replace(setup or at_home(topic), **settings), handed, name="a submission")


def times(factors: Mapping[str, int], uses: Sequence[str], *, factor: int = 2) -> str:
    """The text of a file with the function of one topic: twice the sum of what the used topics make of x."""
    name = next(reversed(factors))
    imports = f"from given_numpy import {', '.join(f'times_{used}' for used in uses)}\n" if uses else ""
    of_used = " + ".join(f"times_{used}(x)" for used in uses) or "x"
    return f'{imports}\ndef times_{name}(x):\n    """Some multiple of x."""\n    return {factor} * ({of_used})\n'


def links(root: Path, uses: Mapping[str, Sequence[str]]) -> tuple[Topic, dict[str, str]]:
    """Topics that build on one another, from the first to the last: the last one, and right files of all by name.

    `uses` has the names of the topics that each topic uses; those must stand before it.
    """
    factors: dict[str, int] = {}
    files: dict[str, str] = {}
    topic = None
    for name, used in uses.items():
        factors[name] = 2 * sum(factors[one] for one in used) or 2
        files[f"{name}_numpy.py"] = text = times(factors, used)
        head, body = text.split("    return")
        solution = f"{head}    # BEGIN SOLUTION\n    _ = 'canary of the solution'\n    return{body}    # END SOLUTION\n"
        given = "".join(f"def times_{one}(x):\n    return {factors[one]} * x\n" for one in used)
        checks = CHECKS_BASE.replace("doubles", f"is_{name}").replace("double", f"times_{name}")
        checks = checks.replace("\n\n@check", f"\n\nUSES = {[*used]}\n\n@check") if used else checks
        mistake = f'with m.fails("is_{name}"):\n    m("wrong_{name}", "Wrong.", text("return 2 *") >> "return 3 *")\n'
        topic = written(root, name, checks, {"numpy": solution}, mistake, {"numpy": given} if used else None)
    assert topic
    return topic, files
