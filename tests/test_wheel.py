"""What is shipped: the package and the public exercises, never a solution; what is exported exists."""

import ast
import subprocess
import sys
import zipfile

import pytest
from support.places import ROOT

import grader


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a freshly built wheel."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_package_and_the_exercises(contents):
    """A student who installs the wheel has everything that `grader check` needs."""
    shipped = [*(ROOT / "exercises").glob("*/*.*"), *(ROOT / "exercises").glob("*/answers/*.*")]
    public = {f"grader/{path.relative_to(ROOT).as_posix()}" for path in shipped}
    assert public and public <= contents
    assert {"grader/cli/main.py", "grader/worker/__main__.py", "grader/datasets/digits.npz"} <= contents


def test_the_wheel_holds_no_secret(contents):
    """No solution, no mistakes, no hidden checks, no tests, no submissions."""
    secret = [
        name
        for name in contents
        if "solutions" in name or "/mistakes/" in name or "hidden" in name or "/tests/" in name
    ]
    assert secret == []
    text = {path.read_text() for path in (ROOT / "exercises").glob("*/*.py")}
    assert not any("SOLUTION" in part for part in text)


def test_exported_names_are_sorted_and_exist():
    """`from grader import …` offers what authoring needs."""
    assert grader.__all__ == sorted(grader.__all__)
    assert all(callable(getattr(grader, name)) for name in grader.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = grader.nothing


def test_the_command_line_starts_without_numpy_or_torch():
    """`grader --help` must not wait for libraries that it does not use."""
    code = "import sys, grader.cli.main; print([m for m in ('numpy', 'torch', 'rich') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_nothing_in_the_engine_imports_topics():
    """Exercises and solutions are data, opened by path; the engine names no topic."""
    topics = {path.name for path in (ROOT / "exercises").iterdir()}
    for path in (ROOT / "grader").rglob("*.py"):
        text = path.read_text()
        assert not any(f"import {word}" in text or f"from {word}" in text for word in ("exercises", "solutions")), path
        if path.name == "operations.py":  # some topics are called as the operation that they are about
            continue
        words = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
        assert not topics & {word for word in words if isinstance(word, str)}, path
