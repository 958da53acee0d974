"""The packages of grader/ stand in an order, and imports run in one direction only."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.places import ROOT

PACKAGE = ROOT / "grader"
# A package imports only packages to its left. docs/design.md says what each is.
ORDER = (
    "worker values datasets checks course topics sandbox submissions judging authoring show workspace classes exports "
    "plugins cli"
).split()


def modules() -> dict[str, Path]:
    """The modules by their names; files that are templates for platforms are none."""
    paths = (path.relative_to(ROOT) for path in sorted(PACKAGE.rglob("*.py")) if "templates" not in path.parts)
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): ROOT / path for path in paths}


MODULES = modules()


def imports(name: str, text: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """What of grader a source text imports, with the line: at its top, inside functions, for type checkers alike."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name.split(".")[0] == "grader")
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[: len(name.split(".")) - node.level + is_package] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names if source.split(".")[0] == "grader" else ():
                whole = f"{source}.{alias.name}"
                yield whole if whole in MODULES else source, node.lineno


def imported_by(name: str) -> list[tuple[str, int]]:
    path = MODULES[name]
    return list(imports(name, path.read_text(encoding="utf-8"), path.name == "__init__.py"))


def package(name: str) -> str:
    """The package of a module; "" for the few that stand in grader/ itself."""
    return name.split(".")[1] if name.split(".")[1:2] and name.split(".")[1] in ORDER else ""


def against_the_order(importer: str, imported: str) -> bool:
    one, other = package(importer), package(imported)
    return bool(one and other) and ORDER.index(other) > ORDER.index(one)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import one another, round in a circle: the strongly connected components of two or more (Tarjan 1972)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    counter = itertools.count()

    def visit(node: str) -> None:
        numbers[node] = lowest[node] = next(counter)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in numbers:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], numbers[other])
        if lowest[node] == numbers[node]:
            at = stack.index(node)
            component = stack[at:]
            del stack[at:]
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(graph):
        if node not in numbers:
            visit(node)
    return found


def test_every_package_has_a_place_and_a_sentence():
    """The order names what is there, and each package says in its first line what it is."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(ORDER)
    for path in PACKAGE.rglob("__init__.py"):
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        assert first.endswith(".") or first.endswith(":"), path


def test_few_entries_stand_side_by_side():
    """A newcomer sees the packages, not a list of modules."""
    entries = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert entries - {"exercises", "student_template"} == {*ORDER, "__init__.py", "__main__.py", "py.typed"}


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_in_one_direction(name):
    """No module imports a package that stands to the right of its own; inside functions neither."""
    wrong = [f"line {line}: {other}" for other, line in imported_by(name) if against_the_order(name, other)]
    assert wrong == []


def test_no_circle_of_modules():
    """With every import counted. A package's own __init__ is left out where it loads what was asked for, by name."""
    graph = {name: {other for other, _ in imported_by(name) if other != name} for name in MODULES if name != "grader"}
    assert circles(graph) == []


def test_the_rule_sees_what_it_should():
    """Imports inside functions, relative ones, and circles are found."""
    text = "def f():\n    from ..cli import options\n    import grader.show.pages\nfrom .text import visible\n"
    found = list(imports("grader.values.files", text, False))
    assert found == [("grader.values.text", 4), ("grader.cli.options", 2), ("grader.show.pages", 3)]
    assert against_the_order("grader.values.files", "grader.cli.options")
    assert not against_the_order("grader.cli.options", "grader.values.files")
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]
