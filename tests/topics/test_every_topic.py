"""No topic goes without its proofs."""

import ast

import pytest
from support.places import ROOT

from grader.topics import catalog

NAMES = catalog.names(ROOT / "exercises")
LEAST_RIGHT = 4


def test_every_topic_has_a_solution_and_the_other_way_round():
    """A topic is two folders."""
    assert sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()) == NAMES
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_solution_meets_an_oracle(name):
    """A topic has a file of tests that compares its solution with code that shares nothing with it."""
    tree = ast.parse((ROOT / "tests" / "topics" / f"test_{name}.py").read_bytes())
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "support.solutions"]
    assert "solutions" in {alias.name for node in froms for alias in node.names}


@pytest.mark.parametrize("part", ["numpy", "torch"])
@pytest.mark.parametrize("name", NAMES)
def test_right_code_is_tried_in_several_ways(name, part):
    """Four pieces or more beside the reference."""
    assert len(list((ROOT / "solutions" / name).glob(f"right/*_{part}.py"))) >= LEAST_RIGHT
