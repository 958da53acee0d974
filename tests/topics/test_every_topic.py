"""No topic goes without its proofs."""

import ast

import pytest
from support.places import ROOT

from grader.topics import catalog, topic_file
from grader.topics.topic import Topic

NAMES = catalog.names(ROOT / "exercises")
PAIRS = [(name, part) for name in NAMES for part in Topic(name, ROOT / "exercises" / name).parts]
LEAST_RIGHT = 4


def test_every_topic_has_a_solution_and_the_other_way_round():
    """A topic is two folders."""
    assert sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir()) == sorted(NAMES)
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_has_a_place_in_a_course(name):
    """It says so itself."""
    assert (ROOT / "exercises" / name / topic_file.FILE).is_file()


def test_no_configuration_lists_topics():
    """A new topic is two folders: nothing else has to learn its name."""
    files = [
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        *(ROOT / ".ci").rglob("*"),
        *(ROOT / "student_template").rglob("*"),
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.is_file() and path.suffix != ".md"}
    quoted = {path: [name for name in NAMES if f'"{name}"' in text] for path, text in texts.items()}
    assert texts and {path: found for path, found in quoted.items() if found} == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_solution_meets_an_oracle(name):
    """A topic has a file of tests that compares its solution with code that shares nothing with it."""
    tree = ast.parse((ROOT / "tests" / "topics" / f"test_{name}.py").read_bytes())
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "support.solutions"]
    assert "solutions" in {alias.name for node in froms for alias in node.names}


@pytest.mark.parametrize(("name", "part"), PAIRS)
def test_right_code_is_tried_in_several_ways(name, part):
    """Four pieces or more beside the reference."""
    assert len(list((ROOT / "solutions" / name).glob(f"right/*_{part}.py"))) >= LEAST_RIGHT


CHECKED = sorted((ROOT / "exercises").glob("*/checks*.py"))


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_checks_are_written_in_the_words_of_the_package(path):
    """Less than a tenth of the lines of a file of checks are functions that are no checks: a reader needs no second manual."""
    text = path.read_text(encoding="utf-8")
    helpers = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and not node.decorator_list]
    assert sum((node.end_lineno or 0) - node.lineno + 1 for node in helpers) < len(text.splitlines()) / 10


@pytest.mark.parametrize("path", CHECKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_case_is_held_open_over_a_yield(path):
    """The case would have ended before anything is judged in it, if somebody collects what is yielded."""
    blocks = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.With)]
    inner = [node for block in blocks for node in ast.walk(block) if isinstance(node, ast.Yield | ast.YieldFrom)]
    assert not inner
