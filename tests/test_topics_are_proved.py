"""No topic goes without its proofs."""

import ast
from pathlib import Path

import pytest

from grader import topics

ROOT = Path(__file__).parent.parent
NAMES = topics.names(ROOT / "exercises")
LEAST_RIGHT = 4


def test_every_topic_has_a_solution_and_the_other_way_round():
    """A topic is two folders."""
    assert sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()) == NAMES
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_is_proved(name):
    """Its own file of tests imports the proofs."""
    tree = ast.parse((ROOT / "tests" / "topics" / f"test_{name}.py").read_bytes())
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "proofs"]
    imported = {alias.name for node in froms for alias in node.names}
    assert imported >= {"test_mutants_are_rejected", "test_the_ladder_holds", "topic"}


@pytest.mark.parametrize("part", ["numpy", "torch"])
@pytest.mark.parametrize("name", NAMES)
def test_right_code_is_tried_in_several_ways(name, part):
    """Four pieces or more beside the reference."""
    assert len(list((ROOT / "solutions" / name).glob(f"right/*_{part}.py"))) >= LEAST_RIGHT
