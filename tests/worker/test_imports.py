"""Guards of the design: what the worker's modules may import, and what a student can import inside a worker."""

import ast
import sys
import sysconfig
from pathlib import Path

import pytest
from support.places import ROOT

import grader
from grader.sandbox.worker_process import Worker

FOLDER = Path(grader.__file__).parent / "worker"
ALLOWED_ANYWHERE = {"numpy"}
ALLOWED = {
    "driving.py": {"torch"},
    "runtimes.py": {"torch"},
    "ready_made.py": {"torch"},
    "__main__.py": {"chainrule_worker"},
}  # and these inside functions only

SOURCE = """
import importlib, importlib.util, sys

def outcome(name):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        return f"missing {error.name}"
    except ImportError:
        return "missing in part"
    return "there"

def outcomes(names): return {name: outcome(name) for name in names}
def path(): return list(sys.path)
def where(name):
    spec = importlib.util.find_spec(name)
    return [str(folder) for folder in spec.submodule_search_locations] if spec else []
def loaded(): return sorted({name.split(".")[0] for name in sys.modules})
def flags(): return sys.flags.isolated, sys.flags.no_site, sys.flags.dont_write_bytecode
"""
OURS = [
    "grader",
    "grader.worker",
    "exercises",
    "solutions",
    "student_template",
    "tests",
    "benchmarks",
    "conftest",
    "chainrule",
]


def imports(path, depth=1):
    """(top-level name, whether inside a function) of every import in a file `depth` packages down; relative ones are ""."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(child) for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= depth, f"{path.name} imports from above the worker's package"
            yield ("" if node.level else node.module.split(".")[0]), id(node) in inside


MODULES = sorted(FOLDER.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_worker_modules_import_from_an_allow_list(path):
    """The standard library, NumPy and each other; torch in the runtimes alone, and only when it is called for."""
    for name, in_function in imports(path, depth=len(path.relative_to(FOLDER).parts)):
        always = not name or name in sys.stdlib_module_names or name in ALLOWED_ANYWHERE
        assert always or (in_function and name in ALLOWED.get(path.name, ())), f"{path.name} imports {name}"


def test_the_guard_sees_the_modules():
    """It would pass on an empty folder."""
    assert {"wire.py", "servant.py", "confine.py", "__main__.py", "landlock.py"} <= {path.name for path in MODULES}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import torch.nn as nn", ("torch", False)),
        ("def f():\n    from grader import x", ("grader", True)),
        ("from . import a", ("", False)),
    ],
)
def test_the_guard_finds_imports(tmp_path, text, found):
    """At the top, inside functions, under other names."""
    (tmp_path / "module.py").write_text(text)
    assert list(imports(tmp_path / "module.py")) == [found]


def test_the_guard_refuses_the_package_above(tmp_path):
    """`from .. import errors` would pull the judge into the worker."""
    (tmp_path / "module.py").write_text("from ..errors import GraderError")
    with pytest.raises(AssertionError, match="from above"):
        list(imports(tmp_path / "module.py"))


@pytest.fixture(scope="module")
def numpy_worker(load_request):
    with Worker("numpy") as worker:
        worker.load(load_request(SOURCE))
        yield worker


@pytest.fixture(scope="module")
def torch_worker(load_request):
    pytest.importorskip("torch")
    with Worker("torch") as worker:
        worker.load(load_request(SOURCE))
        yield worker


LIBRARY = ["numpy", "numpy.linalg", "numpy.fft", "numpy.testing", "math", "dataclasses", "sqlite3", "unittest"]


@pytest.mark.parametrize("name", LIBRARY)
def test_a_numpy_worker_has_numpy_and_the_standard_library(numpy_worker, asking, name):
    """Also modules that are imported for the first time."""
    assert asking(numpy_worker).outcomes([name]) == {name: "there"}


def test_nothing_else_can_be_imported_in_a_numpy_worker(numpy_worker, asking):
    """Neither torch, nor this package and its exercises, nor anything else that is installed beside it."""
    beside = [entry for entry in Path(pytest.__file__).parents[1].iterdir() if entry.suffix in ("", ".py", ".so")]
    installed = {name for entry in beside if (name := entry.name.split(".")[0]).isidentifier()}
    installed -= {"numpy", "__pycache__"} | sys.stdlib_module_names
    assert {"pytest", "click", "rich"} <= installed
    found = asking(numpy_worker).outcomes(sorted(installed | {"torch", *OURS}))
    assert {name for name, outcome in found.items() if not outcome.startswith("missing")} == set()


def test_the_path_of_a_numpy_worker_is_the_standard_librarys(numpy_worker, asking):
    """No other folder is on it: not the one that NumPy was imported from, and not the repository."""
    library = Path(sysconfig.get_path("stdlib"))
    assert_outside(asking(numpy_worker).path())
    for entry in map(Path, asking(numpy_worker).path()):
        assert entry.suffix == ".zip" or entry.is_relative_to(library)
        assert "site-packages" not in entry.parts


def assert_outside(path):
    """No entry of the path is relative, or the repository, or a folder of it that holds modules of ours."""
    assert path and all(Path(entry).is_absolute() for entry in path)
    for entry in map(Path, path):
        assert entry not in (ROOT, Path.cwd()) and not entry.is_relative_to(ROOT / "grader")
        assert not (entry / "solutions").exists()


@pytest.mark.parametrize("held", ["numpy_worker", "torch_worker"])
def test_workers_are_isolated(held, request, asking):
    """No user's site-packages, no PYTHON* variables, no .pth files, and nothing of the judge is loaded."""
    answerer = request.getfixturevalue(held)
    assert asking(answerer).flags() == (1, 1, 1)
    assert not set(asking(answerer).loaded()) & {*OURS, "pytest", "click", "rich", "hypothesis"}


def test_a_torch_worker_has_torch_and_not_the_repository(torch_worker, asking):
    """Its optimizers come with it. Of ours at most what is installed where torch is: what students have anyway."""
    found = asking(torch_worker).outcomes(["torch", "torch.optim", "numpy", *OURS])
    there = {name for name, outcome in found.items() if outcome == "there"}
    assert {"torch", "torch.optim", "numpy"} <= there <= {"torch", "torch.optim", "numpy", "grader", "grader.worker"}
    for folder in map(Path, asking(torch_worker).where("grader")):
        assert not folder.is_relative_to(ROOT / "grader") and not (folder.parent / "solutions").exists()
    assert_outside(asking(torch_worker).path())
