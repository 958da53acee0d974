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

# Reasons for an import inside a function.
START = "the command must start fast, and this import is slow or is not needed by every call"
EXTRA = "the library is optional: the module must load without it"
ZYGOTE = "the process from which workers are forked must start before this process imports NumPy"
SYSTEM = "the module exists on some operating systems only"
BY_PATH = "the package gets its name from this function, which loads it from a path"
# For each module whose functions import: the modules that they may import, with all below them, and the reason.
INSIDE_FUNCTIONS = {
    "grader.checks.picture": ("matplotlib", EXTRA),
    "grader.classes.grade": ("grader.classes.cluster", EXTRA),  # imports Dask
    "grader.cli.classes": ("grader", START),
    "grader.cli.export": ("grader", START),
    "grader.cli.main": ("grader", START),
    "grader.cli.options": ("grader", START),
    "grader.cli.student": ("grader", START),
    "grader.exports": ("grader.show.terminal.console", START),  # imports rich; the options of the commands need EXPORTS
    "grader.exports.inside.grade": ("grader.judging grader.sandbox.worker_process grader.worker", ZYGOTE),
    "grader.plugins.pytest_plugin": ("grader pdb", START),  # every pytest of an environment loads it
    "grader.sandbox.spawn": ("importlib", START),  # only records and reports name versions
    "grader.show.pages": ("jinja2", EXTRA),
    "grader.show.pages.plots": ("matplotlib", EXTRA),
    "grader.submissions.downloads.gradescope": ("yaml", EXTRA),
    "grader.submissions.notebooks": ("nbformat", EXTRA),
    "grader.topics.topic": ("grader.worker.protocol", START),  # imports NumPy, and `grader list` reads topics
    "grader.worker.__main__": ("chainrule_worker", BY_PATH),
    "grader.worker.driving": ("torch", EXTRA),
    "grader.worker.layers.limits": ("resource", SYSTEM),
    "grader.sandbox.watch": ("resource", SYSTEM),
    "grader.worker.ready_made": ("torch", EXTRA),
    "grader.worker.runtimes": ("torch", EXTRA),
    "grader.workspace.checking": ("pdb", START),
    "grader.workspace.keys": ("msvcrt termios tty", SYSTEM),
}
# These packages return values and raise exceptions. They never print, and they never end the process.
SILENT = "values checks course topics sandbox submissions judging".split()
PRINTS_OR_EXITS = {
    "print",
    "exit",
    "quit",
    "click.echo",
    "click.secho",
    "sys.exit",
    "sys.stdout",
    "sys.stderr",
    "SystemExit",
}


def modules() -> dict[str, Path]:
    """The modules by their names; files that are templates for platforms are none."""
    paths = (path.relative_to(ROOT) for path in sorted(PACKAGE.rglob("*.py")) if "templates" not in path.parts)
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): ROOT / path for path in paths}


MODULES = modules()


def imported_names(name: str, node: ast.AST, is_package: bool) -> list[str]:
    """The modules that one statement of the module `name` imports; an attribute of a module counts as the module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = name.split(".")[: len(name.split(".")) - node.level + is_package] if node.level else []
    source = ".".join([*above, *([node.module] if node.module else [])])
    members = [f"{source}.{alias.name}" for alias in node.names]
    return [member if member in MODULES else source for member in members]


def imports(name: str, text: str, is_package: bool) -> Iterator[tuple[str, int]]:
    """What of grader a source text imports, with the line: at its top, inside functions, for type checkers alike."""
    for node in ast.walk(ast.parse(text)):
        for imported in imported_names(name, node, is_package):
            if imported.split(".")[0] == "grader":
                yield imported, node.lineno


def inside_functions(name: str, text: str, is_package: bool) -> set[str]:
    """The modules that the functions of a source text import, of grader or not."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {
        imported
        for function in functions
        for node in ast.walk(function)
        for imported in imported_names(name, node, is_package)
    }


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
    assert entries - {"exercises", "student_template"} == {
        *ORDER,
        "__init__.py",
        "__main__.py",
        "drivers.py",
        "py.typed",
    }


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


@pytest.mark.parametrize("name", MODULES)
def test_an_import_inside_a_function_has_a_reason(name):
    """The table names each module whose functions import, what they import, and why. It names nothing else."""
    path = MODULES[name]
    imported = inside_functions(name, path.read_text(encoding="utf-8"), path.name == "__init__.py")
    allowed = INSIDE_FUNCTIONS.get(name, ("", ""))[0].split()
    assert {module for module in imported if not any(f"{module}.".startswith(f"{one}.") for one in allowed)} == set()
    assert {one for one in allowed if not any(f"{module}.".startswith(f"{one}.") for module in imported)} == set()


def test_the_table_of_imports_names_modules():
    """Each entry is a module of today, with one of the reasons."""
    assert INSIDE_FUNCTIONS.keys() <= MODULES.keys()
    assert {reason for _, reason in INSIDE_FUNCTIONS.values()} == {START, EXTRA, ZYGOTE, SYSTEM, BY_PATH}


def test_imports_inside_functions_are_seen():
    """In functions and methods, in blocks inside them, with relative names; imports at the top are not counted."""
    text = (
        "import os\nif os.name:\n    import json\n"
        "class A:\n    def f(self):\n        if self:\n            from ..cli import options\n"
        "async def g():\n    import torch.nn\n    from . import text, missing\n"
    )
    expected = {"grader.cli.options", "torch.nn", "grader.values.text", "grader.values"}
    assert inside_functions("grader.values.files", text, False) == expected


def prints_or_exits(text: str) -> list[str]:
    """The names of PRINTS_OR_EXITS that a source text uses or imports, each with its line."""
    uses: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name | ast.Attribute):
            uses.append((node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.ImportFrom):
            uses += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return [f"line {line}: {name}" for line, name in sorted(uses) if name in PRINTS_OR_EXITS]


@pytest.mark.parametrize("name", [name for name in MODULES if package(name) in SILENT])
def test_who_prints(name):
    """Judging and all that it stands on neither print nor exit: they return values and raise exceptions."""
    assert prints_or_exits(MODULES[name].read_text(encoding="utf-8")) == []


def test_printing_and_exiting_is_seen():
    """As a call, as a function that is passed on, and imported by name; a method of that name is something else."""
    text = (
        "from sys import exit\ndef f(report, call=print):\n    sys.stderr.write('')\n    report.print()\n"
        "    raise SystemExit\n"
    )
    assert prints_or_exits(text) == ["line 1: sys.exit", "line 2: print", "line 3: sys.stderr", "line 5: SystemExit"]
