"""Make a module from a submission's text, in memory. No file of the submission is read from disk or hides an installed module."""

from __future__ import annotations
import __future__

import ast
import contextlib
import functools
import importlib.abc
import importlib.machinery
import linecache
import operator
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence

Cell = tuple[str, str]  # the name that tracebacks show, and the source text
Executed = Callable[[str, types.ModuleType], None]  # called with a module of the other files, and its name among them
PACKAGE = "handed_in"  # the package in which relative imports find the other files
# The flags of code objects that `from __future__ import` sets.
_FEATURES = functools.reduce(
    operator.or_, [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
)


class StudentModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the other Python files of a submission by their dotted names, also for relative imports (`from .layers import relu`).

    Installed modules are found first, so `numpy.py` cannot hide NumPy. A folder is a package, with `__init__.py` or without.
    """

    def __init__(self, files: Mapping[str, Cell], executed: Executed | None = None) -> None:
        self.files = files
        self._executed = executed

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        name = fullname.removeprefix(f"{PACKAGE}.")
        is_package = fullname == PACKAGE or any(other.startswith(f"{name}.") for other in self.files)
        if name not in self.files and not is_package:
            return None
        origin = self.files[name][0] if name in self.files else None
        return importlib.machinery.ModuleSpec(fullname, self, origin=origin, is_package=is_package)

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__.removeprefix(f"{PACKAGE}.")
        if name in self.files:
            execute(self.files[name], module.__dict__)
            if self._executed:
                self._executed(name, module)


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
    notebook: bool = False,
    executed: Executed | None = None,
) -> tuple[types.ModuleType, list[str]]:
    """The module that `cells` define, and one problem for each cell of which something failed and was left out.

    A single cell is a file unless it is said to be a notebook: its exception is raised. What fails in a notebook is left out.
    `executed` is called with each module of `others` right after it is executed.
    """
    earlier = [finder for finder in sys.meta_path if isinstance(finder, StudentModules)]
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in earlier]
    for known in list(sys.modules):  # the judge's process loads many solutions, each with files of its own
        if _is_ours(known, others):
            del sys.modules[known]
    sys.meta_path.append(StudentModules(others, executed))
    module = types.ModuleType(name)
    module.__package__ = PACKAGE
    sys.modules[name] = module  # dataclasses and typing look up the module of a class there
    if len(cells) == 1 and not notebook:
        execute(cells[0], module.__dict__)
        return module, []
    running = _Notebook(module.__dict__)
    for cell in cells:
        running.run(cell)
    return module, running.problems


def _is_ours(name: str, others: Mapping[str, Cell]) -> bool:
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


def student_files(cells: Sequence[Cell], others: Mapping[str, Cell]) -> frozenset[str]:
    """The names of the student's own files, by which tracebacks are filtered."""
    return frozenset([cell[0] for cell in cells] + [cell[0] for cell in others.values()])
