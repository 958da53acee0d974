"""Makes a module of a submission's text, in memory: it reads no file of it from disk, and it shadows no installed module."""

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
    """Finds the other Python files of a submission, after everything that is installed: `numpy.py` shadows nothing."""

    def __init__(self, files: Mapping[str, Cell]) -> None:
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.files:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.files[fullname][0])

    def exec_module(self, module: types.ModuleType) -> None:
        run(self.files[module.__name__], module.__dict__)


def run(cell: Cell, namespace: dict[str, object]) -> None:
    """Execute one source text; tracebacks show its lines under its name."""
    filename, text = cell
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    namespace["__file__"] = filename
    exec(compile(text, filename, "exec", dont_inherit=True), namespace)


def load(name: str, cells: Sequence[Cell], others: Mapping[str, Cell]) -> tuple[types.ModuleType, list[str]]:
    """The module that `cells` make, and what went wrong in cells that could be left out.

    One cell is a file: its exception is the caller's. Several are a notebook: as there, a cell that fails leaves what
    the others defined.
    """
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, StudentModules)]
    sys.meta_path.append(StudentModules(others))
    module = types.ModuleType(name)
    sys.modules[name] = module  # dataclasses and typing look their module up
    if len(cells) == 1:
        run(cells[0], module.__dict__)
        return module, []
    problems = []
    for cell in cells:
        try:
            run(cell, module.__dict__)
        except Exception as error:
            with contextlib.suppress(Exception):
                problems.append(f"{cell[0]} failed and was left out: {type(error).__name__}: {error}"[:500])
    return module, problems


class Submission:
    """What an adapter sees of a submission: its names; one that is not there is not written yet."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> object:
        if not hasattr(self._module, name):
            raise NotImplementedError(f"{name} is not defined in the file")
        return getattr(self._module, name)


def adapted(module: types.ModuleType, adapter: Cell) -> types.ModuleType:
    """The exercises by their names here, as an adapter makes them of a module with other names and conventions."""
    exercises = types.ModuleType(module.__name__)
    exercises.__dict__["submission"] = Submission(module)
    run(adapter, exercises.__dict__)
    return exercises


def student_files(cells: Sequence[Cell], others: Mapping[str, Cell]) -> frozenset[str]:
    """The file names whose frames are the student's own."""
    return frozenset([cell[0] for cell in cells] + [cell[0] for cell in others.values()])
