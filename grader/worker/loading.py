"""Make a module from a submission's text, in memory. No file of the submission is read from disk or hides an installed module."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import linecache
import sys
import types
from collections.abc import Mapping, Sequence

Cell = tuple[str, str]  # the name that tracebacks show, and the source text


class StudentModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the other Python files of a submission. Installed modules are found first, so `numpy.py` cannot hide NumPy."""

    def __init__(self, files: Mapping[str, Cell]) -> None:
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.files:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.files[fullname][0])

    def exec_module(self, module: types.ModuleType) -> None:
        execute(self.files[module.__name__], module.__dict__)


def execute(cell: Cell, namespace: dict[str, object]) -> None:
    """Execute one source text. Tracebacks show its lines under its name."""
    filename, text = cell
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace["__file__"] = filename
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)


def load(name: str, cells: Sequence[Cell], others: Mapping[str, Cell]) -> tuple[types.ModuleType, list[str]]:
    """The module that `cells` define, and one problem for each cell that failed and was left out.

    A single cell is a file: its exception is raised. Several cells are a notebook: if a cell fails, the definitions of the
    other cells stay, as in a notebook.
    """
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, StudentModules)]
    sys.meta_path.append(StudentModules(others))
    module = types.ModuleType(name)
    sys.modules[name] = module  # dataclasses and typing look up the module of a class there
    if len(cells) == 1:
        execute(cells[0], module.__dict__)
        return module, []
    problems = []
    for cell in cells:
        try:
            execute(cell, module.__dict__)
        except Exception as error:
            with contextlib.suppress(Exception):
                problems.append(f"{cell[0]} failed and was left out: {type(error).__name__}: {error}"[:500])
    return module, problems


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
