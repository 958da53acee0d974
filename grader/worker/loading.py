"""Make a module from a submission's text, in memory. No file of the submission is read from disk or hides an installed module."""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import dataclasses
import functools
import importlib
import importlib.abc
import importlib.machinery
import linecache
import operator
import sys
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

Cell = tuple[str, str]  # the name that tracebacks show, and the source text
PACKAGE = "handed_in"  # the package in which relative imports find the other files
# The flags of code objects that `from __future__ import` sets.
_FEATURES = functools.reduce(
    operator.or_, [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
)


@dataclasses.dataclass(frozen=True)
class Beside:
    """The modules that one file finds beside it: their texts by their dotted names."""

    files: Mapping[str, Cell] = dataclasses.field(default_factory=dict)
    given: str = ""  # the name of the module among them that the course gives; "" if there is none


@dataclasses.dataclass(frozen=True)
class Dependency:
    """A file of another topic on which a part builds. It finds its own modules beside it, not those of the part."""

    cells: Sequence[Cell]
    beside: Beside = Beside()
    notebook: bool = False


NO_DEPENDENCIES: Mapping[str, Dependency] = {}
Executed = Callable[[types.ModuleType], None]  # called with a module that the course gives


class StudentModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the other Python files of a submission by their dotted names, also for relative imports (`from .layers import relu`).

    Installed modules are found first, so `numpy.py` cannot hide NumPy. A folder is a package, with `__init__.py` or without.
    A dependency has a package of its own, in which imports of its files look first: two topics have a module `given_numpy` each.
    """

    def __init__(self, beside: Beside, dependencies: Mapping[str, Dependency], executed: Executed) -> None:
        self._dependencies = dependencies
        self._packages = {PACKAGE: beside} | {
            _package_of(name): dependency.beside for name, dependency in dependencies.items()
        }
        self._executed = executed

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in self._dependencies:
            return importlib.machinery.ModuleSpec(fullname, self)
        package, name = self._place(fullname)
        files = self._packages[package].files
        is_package = not name or any(other.startswith(f"{name}.") for other in files)
        if name not in files and not is_package:
            return None
        origin = files[name][0] if name in files else None
        return importlib.machinery.ModuleSpec(fullname, self, origin=origin, is_package=is_package)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ in self._dependencies:
            dependency = self._dependencies[module.__name__]
            module.__package__ = _package_of(module.__name__)
            module.__spec__ = None  # as in a file that is loaded by itself
            self._give_imports(module, module.__package__)
            run(module, dependency.cells, notebook=dependency.notebook)
            return
        package, name = self._place(module.__name__)
        beside = self._packages[package]
        if name in beside.files:
            if package != PACKAGE:
                self._give_imports(module, package)
            execute(beside.files[name], module.__dict__)
            if name == beside.given:
                self._executed(module)

    def _place(self, fullname: str) -> tuple[str, str]:
        """The package in which a module is looked for, and its name there."""
        package, _, name = fullname.partition(".")
        return (package, name) if package in self._packages else (PACKAGE, fullname)

    def _give_imports(self, module: types.ModuleType, package: str) -> None:
        """Let the import statements of a module find the files of its package by their plain names."""
        tops = {name.partition(".")[0] for name in self._packages[package].files}
        own = frozenset(name for name in tops if name not in self._dependencies and not _is_installed(name))

        def import_(
            name: str,
            names: Mapping[str, object] | None = None,
            local_names: Mapping[str, object] | None = None,
            wanted: Sequence[str] | None = (),
            level: int = 0,
        ) -> types.ModuleType:
            top = name.partition(".")[0]
            if level or top not in own:
                return builtins.__import__(name, names, local_names, wanted or (), level)
            importlib.import_module(f"{package}.{name}")
            if wanted:
                return builtins.__import__(f"{package}.{name}", names, local_names, wanted)
            return sys.modules[f"{package}.{top}"]

        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": import_}


def _package_of(dependency: str) -> str:
    """The package of the files that stand beside a dependency."""
    return f"{PACKAGE}_{dependency}"


def _is_installed(name: str) -> bool:
    """Whether Python finds a module of this name that is no student's."""
    finders = [finder for finder in sys.meta_path if not isinstance(finder, StudentModules)]
    return any(finder.find_spec(name, None) for finder in finders)


def remember(cell: Cell) -> str:
    """Let tracebacks show the lines of this text under its name. Returns the name."""
    filename, text = cell
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return filename


def execute(cell: Cell, namespace: dict[str, object]) -> None:
    """Execute one source text. Tracebacks show its lines under its name."""
    filename, text = cell
    namespace["__file__"] = remember(cell)
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)


def load(
    name: str,
    cells: Sequence[Cell],
    others: Mapping[str, Cell],
    *,
    given: str = "",
    dependencies: Mapping[str, Dependency] = NO_DEPENDENCIES,
    notebook: bool = False,
    executed: Executed = lambda module: None,
) -> tuple[types.ModuleType, list[str]]:
    """The module that `cells` define, and one problem for each cell of which something failed and was left out.

    A single cell is a file unless it is said to be a notebook: its exception is raised. What fails in a notebook is left out.
    `given` names the module of `others` that the course gives. `executed` is called with that module right after it is executed,
    and with those that the course gives for `dependencies`.
    """
    earlier = [finder for finder in sys.meta_path if isinstance(finder, StudentModules)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in earlier]
    for known in list(sys.modules):  # the judge's process loads many solutions, each with files of its own
        if _is_ours(known, {*others, *dependencies}):
            del sys.modules[known]
    sys.meta_path.append(StudentModules(Beside(others, given), dependencies, executed))
    module = types.ModuleType(name)
    module.__package__ = PACKAGE
    sys.modules[name] = module  # dataclasses and typing look up the module of a class there
    return module, run(module, cells, notebook=notebook)


def run(module: types.ModuleType, cells: Sequence[Cell], *, notebook: bool) -> list[str]:
    """Execute cells as the code of a module. Returns the problems, as `load` does."""
    if len(cells) == 1 and not notebook:
        execute(cells[0], module.__dict__)
        return []
    running = _Notebook(module.__dict__)
    for cell in cells:
        running.run(cell)
    return running.problems


def _is_ours(name: str, others: Collection[str]) -> bool:
    """Whether an imported module is another submission's file, or a submission itself whose name is one of `others` now."""
    module = sys.modules[name]
    names = vars(module) if isinstance(module, types.ModuleType) else {}
    return isinstance(names.get("__loader__"), StudentModules) or (
        name in others and names.get("__package__") == PACKAGE
    )


class _Notebook:
    """Runs the cells of a notebook statement by statement: one that fails takes no other along.

    Jupyter would not go on within a cell. There the first plot or import of another library would take all that follows.
    """

    def __init__(self, namespace: dict[str, object]) -> None:
        self.problems: list[str] = []
        self._namespace = namespace
        self._features = 0  # that `from __future__ import` has switched on, for the cells that follow too

    def run(self, cell: Cell) -> None:
        """Run one cell. The first problem of each cell is kept."""
        filename, text = cell
        before = len(self.problems)
        self._namespace["__file__"] = remember(cell)
        try:
            tree = compile(text, filename, "exec", self._features | ast.PyCF_ONLY_AST, dont_inherit=True)
        except Exception as error:
            self._note(filename, error)
            return
        for statement in tree.body:
            for single in _single_imports(statement):
                try:
                    self._run(ast.Module([single], []), filename)
                except Exception as error:
                    if len(self.problems) == before:
                        self._note(filename, error)

    def _run(self, module: ast.Module, filename: str) -> None:
        code = compile(module, filename, "exec", self._features, dont_inherit=True)
        self._features |= code.co_flags & _FEATURES
        exec(code, self._namespace)

    def _note(self, filename: str, error: Exception) -> None:
        with contextlib.suppress(Exception):
            self.problems.append(f"{filename} failed and was left out: {type(error).__name__}: {error}"[:500])


def _single_imports(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statement, and `import a, b` as two: a library that is missing takes no other along."""
    if isinstance(statement, ast.Import):
        for name in statement.names:
            yield ast.copy_location(ast.Import([name]), statement)
    else:
        yield statement


class SubmissionView:
    """A submission as an adapter sees it: its names. A name that is missing raises NotImplementedError."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> object:
        if not hasattr(self._module, name):
            raise NotImplementedError(f"{name} is not defined in the file")
        return getattr(self._module, name)


def adapted(module: types.ModuleType, adapter: Cell) -> types.ModuleType:
    """The module of exercises that an adapter makes from a module with other names and conventions."""
    exercises = types.ModuleType(module.__name__)
    exercises.__dict__["submission"] = SubmissionView(module)
    execute(adapter, exercises.__dict__)
    return exercises


def student_files(
    cells: Sequence[Cell],
    others: Mapping[str, Cell],
    *,
    given: str = "",
    dependencies: Mapping[str, Dependency] = NO_DEPENDENCIES,
) -> frozenset[str]:
    """The names of the student's own files, by which tracebacks are filtered. The arguments are those of `load`."""
    found = [cell[0] for one in (cells, *(dependency.cells for dependency in dependencies.values())) for cell in one]
    for beside in (Beside(others, given), *(dependency.beside for dependency in dependencies.values())):
        found += [cell[0] for name, cell in beside.files.items() if name != beside.given]
    return frozenset(found)
