"""The table of parts: what is read off it, and that nothing beside it knows the parts by name."""

import ast

import pytest
from support.places import ROOT

from grader.values.parts import CHECK_FILES, LIBRARIES, NUMPY, PARTS, TABLE, TORCH, Part, libraries_of
from grader.worker.runtimes import RUNTIMES

# Where names of parts may stand: the table, the runtimes, the example that a new topic begins with, a search for words.
NAMING = {
    "values/parts.py",
    "worker/runtimes.py",
    "worker/python_code.py",
    "authoring/scaffold.py",
    "classes/similarity/unusual.py",
}


def test_names_in_the_order_of_the_table():
    """By which parts are judged and shown; the first is the default of a check."""
    assert PARTS == ("numpy", "torch") and all(TABLE[name].name == name for name in PARTS)
    assert CHECK_FILES == ("checks.py", "checks_numpy.py", "checks_torch.py")
    assert LIBRARIES == (NUMPY, TORCH) == libraries_of(["torch", "numpy"]) and libraries_of(["numpy"]) == (NUMPY,)


def test_every_part_has_a_runtime():
    """Under the name by which a worker makes it."""
    assert {part.runtime for part in TABLE.values()} <= RUNTIMES.keys()
    assert all(kind.name == name for name, kind in RUNTIMES.items())


@pytest.mark.parametrize(
    ("libraries", "sentence"),
    [
        ((), "Python's standard library"),
        ((NUMPY,), "NumPy and Python's standard library"),
        ((NUMPY, TORCH), "NumPy, torch and Python's standard library"),
    ],
    ids=len,
)
def test_what_a_part_runs_with_in_words(libraries, sentence):
    """As a message to students says it."""
    assert Part(name="some", runtime="numpy", libraries=libraries, seconds=1.0).runs_with == sentence


def test_words_of_other_parts():
    """A part knows by them which cells of a notebook are not its own; its own libraries are none."""
    assert TABLE["numpy"].foreign_words == ("torch", "nn") and TABLE["torch"].foreign_words == ()
    plain = Part(name="plain", runtime="numpy", libraries=(), seconds=1.0)
    assert plain.foreign_words == ("numpy", "np", "torch", "nn")


@pytest.mark.parametrize(
    "path", sorted(p for p in (ROOT / "grader").rglob("*.py") if "templates" not in p.parts), ids=lambda path: path.stem
)
def test_parts_are_named_in_the_table_alone(path):
    """Whatever goes through the parts says PARTS: a third one is an entry and a runtime. See tests/test_third_part.py."""
    if path.relative_to(ROOT / "grader").as_posix() in NAMING:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value in PARTS]
    files = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(node.value.endswith(f"_{part}.py") for part in PARTS)
    ]
    assert [node.lineno for node in [*named, *files]] == []
