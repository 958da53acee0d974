"""Find topics by their folders and read what stands in them: checks, drivers, skeletons, solutions, mistakes."""

from __future__ import annotations

import ast
import dataclasses
import functools
import sys
import tomllib
import types
from pathlib import Path
from typing import Any

from .checks import PARTS, Check
from .course import UNCHANGED, Course
from .errors import TopicError, UsageError
from .pictures import Picture
from .text import nearest
from .worker import loading


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A named wrong variant of the solution: texts to replace, the check that must fail, the hint it deserves."""

    id: str
    part: str
    check: str
    hint: str
    edits: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True)
class Topic:
    """One topic: its public folder and, where the instructor has one, its secret folder."""

    name: str
    folder: Path
    secret_folder: Path | None = None
    course: Course = UNCHANGED

    @functools.cached_property
    def title(self) -> str:
        """The heading of the topic's README."""
        lines = _read(self.folder / "README.md").splitlines() if (self.folder / "README.md").exists() else []
        return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), self.name)

    @functools.cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that have a file, in the order NumPy, torch; where a notebook takes their place, those with checks."""
        folders = [self.folder, *([self.secret_folder] if self.secret_folder else [])]
        found = tuple(p for p in PARTS if any((folder / self.file_name(p)).exists() for folder in folders))
        return found or tuple(p for p in PARTS if any(check.part == p for check in self.checks))

    @functools.cached_property
    def _public(self) -> list[types.ModuleType]:
        """checks.py and, where the torch part has a file of its own, checks_torch.py, which may import from it."""
        paths = [self.folder / "checks.py", self.folder / "checks_torch.py"]
        return [_executed(path) for path in paths if path.exists() or path is paths[0]]

    @functools.cached_property
    def _secret(self) -> list[types.ModuleType]:
        """hidden.py, where there is one; it may import from the public files."""
        _ = self._public
        path = self.secret_folder and self.secret_folder / "hidden.py"
        return [_executed(path)] if path and path.exists() else []

    @functools.cached_property
    def checks(self) -> tuple[Check, ...]:
        """The public checks and, with a secret folder, the hidden ones, in the order of their files; as the course has them."""
        found = tuple(found for module in [*self._public, *self._secret] for found in _checks_in(module))
        names = [check.name for check in found]
        for check in found:
            if names.count(check.name) > 1:
                raise TopicError(f"{self.name}: two checks are called {check.name}")
        return self.course.applied(self.name, found, whole=self.secret_folder is not None)

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the checks that students do not have."""
        return frozenset(check.name for module in self._secret for check in _checks_in(module))

    @functools.cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """What `grader show` draws, in the order of pictures.py; none where there is no such file."""
        path = self.folder / "pictures.py"
        if not path.exists():
            return ()
        _ = self._public  # pictures may import from them
        module = _executed(path)
        return tuple(value for value in vars(module).values() if isinstance(value, Picture))

    def checks_of(self, part: str) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.part == part)

    def file_name(self, part: str) -> str:
        """What a student's file for this part is called."""
        return f"{self.name}_{part}.py"

    def forbidden(self, part: str) -> tuple[str, ...]:
        """The operations of aten that the code of a part may not call: `FORBIDDEN` in a file of checks, by part."""
        names: tuple[str, ...] = ()
        for module in self._public:
            listed = getattr(module, "FORBIDDEN", {})
            if not isinstance(listed, dict) or not set(listed) <= set(PARTS):
                raise TopicError(f"{module.__file__}: FORBIDDEN maps a part to the names of operations")
            names += tuple(listed.get(part, ()))
        return names

    def exercises(self, part: str) -> dict[str, str]:
        """The public functions and classes of a part's skeleton, each with how it is called."""
        path = self.folder / self.file_name(part)
        return signatures(_read(path)) if path.exists() else {}

    def drivers(self, part: str) -> tuple[str, str] | None:
        """The public drivers of a part as a named source text, or None."""
        path = self.folder / f"drivers_{part}.py"
        return (path.name, _read(path)) if path.exists() else None

    def solution(self, part: str) -> str:
        """The text of the reference; raises TopicError where there is none."""
        if self.secret_folder is None or not (self.secret_folder / self.file_name(part)).exists():
            raise TopicError(f"{self.name}: no solution {self.file_name(part)} in {self.secret_folder}")
        return _read(self.secret_folder / self.file_name(part))

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The named mistakes of the secret folder."""
        path = self.secret_folder / "mistakes.toml" if self.secret_folder else None
        if path is None or not path.exists():
            return ()
        try:
            entries = tomllib.loads(_read(path)).get("mistake", [])
        except tomllib.TOMLDecodeError as error:
            raise TopicError(f"{path}: {error}") from None
        return tuple(_mistake(entry, path) for entry in entries)

    def mistaken(self, mistake: Mistake) -> str:
        """The solution's text with a mistake made in it."""
        text = self.solution(mistake.part)
        for find, replace in mistake.edits:
            if text.count(find) != 1:
                raise TopicError(
                    f"{self.name}: mistake {mistake.id}: `find` occurs {text.count(find)} times in the solution, not "
                    f"once: {find.strip().splitlines()[0]!r}"
                )
            text = text.replace(find, replace)
        return text

    def load_request(
        self,
        part: str,
        cells: list[tuple[str, str]],
        others: dict[str, Any] | None = None,
        adapter: tuple[str, str] | None = None,
    ) -> Any:
        """What a servant needs to play this part; `adapter` is a named source text between these cells and the names here."""
        return {
            "op": "load",
            "name": f"{self.name}_{part}",
            "cells": cells,
            "others": others or {},
            "adapter": adapter,
            "drivers": self.drivers(part),
            "forbidden": list(self.forbidden(part)),
        }


def signatures(text: str) -> dict[str, str]:
    """Public top-level functions and classes of a source text, each with how it is called; {} where it cannot be parsed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            init = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            arguments = init[0].args if init else None
            if arguments is not None:
                arguments.args = arguments.args[1:]
            found[node.name] = f"{node.name}({_arguments(arguments)})"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = f"{node.name}({_arguments(node.args)})"
    return {name: call for name, call in found.items() if not name.startswith("_")}


def _arguments(arguments: ast.arguments | None) -> str:
    if arguments is None:
        return ""
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    return ast.unparse(arguments)


def _mistake(entry: dict[str, Any], path: Path) -> Mistake:
    try:
        find, replace = entry["find"], entry["replace"]
        finds, replaces = ([find], [replace]) if isinstance(find, str) else (find, replace)
        edits = tuple(zip(finds, replaces, strict=True))
        mistake = Mistake(entry["id"], entry["part"], entry["check"], entry["hint"].strip(), edits)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TopicError(f"{path}: mistake {entry.get('id', '?')}: {type(error).__name__} {error}") from None
    if mistake.id.startswith("generic:") or "|" in mistake.id:
        raise TopicError(f"{path}: mistake {mistake.id}: an id holds no '|' and does not begin with 'generic:'")
    return mistake


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TopicError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{path} cannot be read: {error}") from None


def _executed(path: Path) -> types.ModuleType:
    """A file of checks as a module of a package of its own, so that `from .checks import batch` works in the next file."""
    package = types.ModuleType(f"topic_{path.parent.name}")
    package.__path__ = []
    sys.modules.setdefault(package.__name__, package)
    module = types.ModuleType(f"{package.__name__}.{path.stem}")
    module.__package__ = package.__name__
    sys.modules[module.__name__] = module
    try:
        loading.run((str(path), _read(path)), module.__dict__)
    except TopicError:
        raise
    except Exception as error:
        raise TopicError(f"{path} does not load: {type(error).__name__}: {error}") from None
    return module


def _checks_in(module: types.ModuleType) -> tuple[Check, ...]:
    """The checks that a file defines, in its order; not those that it imported."""
    found = [value for value in vars(module).values() if isinstance(value, Check)]
    return tuple(value for value in found if value.function.__globals__ is vars(module))


def find_exercises(start: Path) -> Path:
    """The nearest folder `exercises` at or above `start`."""
    for folder in (start, *start.parents):
        if folder.name == "exercises" and any(folder.glob("*/checks.py")):
            return folder
        if any(folder.glob("exercises/*/checks.py")):
            return folder / "exercises"
    raise UsageError(
        "there is no exercises/ here or above: go to your workspace, make one with `grader start FOLDER`, or name the "
        "folder of topics with --exercises"
    )


def names(exercises: Path) -> list[str]:
    """The topics in a folder, by name."""
    return sorted(path.parent.name for path in exercises.glob("*/checks.py"))


def find_topic(name: str, exercises: Path, solutions: Path | None, course: Course = UNCHANGED) -> Topic:
    """One topic by its name; an unknown name suggests the nearest."""
    if name not in (known := names(exercises)):
        listed = ", ".join(known) or "none"
        raise UsageError(f"there is no topic {name!r} in {exercises} (topics: {listed}){nearest(name, known)}")
    if solutions is not None and not (solutions / name).is_dir():
        raise UsageError(f"there is no solution of {name} in {solutions}: name the right folder with --solutions")
    return Topic(name, exercises / name, solutions / name if solutions else None, course)
