"""Find topics by their folders and read what stands in them: checks, drivers, skeletons, solutions, mistakes."""

from __future__ import annotations

import dataclasses
import functools
import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.check import Check
from ..checks.picture import Picture
from ..course.course import UNCHANGED, Course
from ..values.errors import TopicError
from ..values.parts import CHECK_FILES, PARTS
from ..worker import loading
from ..worker.loading import Cell
from .mistakes import Mistake, read_mistakes, read_text
from .signatures import signatures

if TYPE_CHECKING:
    from ..worker.protocol.requests import Load


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
        lines = read_text(self.folder / "README.md").splitlines() if (self.folder / "README.md").exists() else []
        return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), self.name)

    @functools.cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that have a file, in the order of the table; where a notebook takes their place, those with checks."""
        folders = [self.folder, *([self.secret_folder] if self.secret_folder else [])]
        found = tuple(p for p in PARTS if any((folder / self.file_name(p)).exists() for folder in folders))
        return found or tuple(p for p in PARTS if any(check.part == p for check in self.checks))

    @functools.cached_property
    def _public(self) -> list[types.ModuleType]:
        """checks.py and, of a part that has a file of its own, checks_PART.py, which may import from it."""
        paths = [self.folder / file for file in CHECK_FILES]
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
        return signatures(read_text(path)) if path.exists() else {}

    def drivers(self, part: str) -> tuple[str, str] | None:
        """The public drivers of a part as a named source text, or None."""
        path = self.folder / f"drivers_{part}.py"
        return (path.name, read_text(path)) if path.exists() else None

    def solution(self, part: str) -> str:
        """The text of the reference; raises TopicError where there is none."""
        if self.secret_folder is None or not (self.secret_folder / self.file_name(part)).exists():
            raise TopicError(f"{self.name}: no solution {self.file_name(part)} in {self.secret_folder}")
        return read_text(self.secret_folder / self.file_name(part))

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The named mistakes of the secret folder."""
        path = self.secret_folder / "mistakes.toml" if self.secret_folder else None
        if path is None or not path.exists():
            return ()
        return read_mistakes(path)

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
        cells: Sequence[Cell],
        others: Mapping[str, Cell] | None = None,
        *,
        adapter: Cell | None = None,
    ) -> Load:
        """What a servant needs to play this part; `adapter` is a named source text between these cells and the names here."""
        from ..worker.protocol.requests import Load  # imports NumPy, which looking around does without

        name, drivers, forbidden = f"{self.name}_{part}", self.drivers(part), self.forbidden(part)
        return Load(name, cells, others or {}, adapter=adapter, drivers=drivers, forbidden=forbidden)


def _executed(path: Path) -> types.ModuleType:
    """A file of checks as a module of a package of its own, so that `from .checks import batch` works in the next file."""
    package = types.ModuleType(f"topic_{path.parent.name}")
    package.__path__ = []
    sys.modules.setdefault(package.__name__, package)
    module = types.ModuleType(f"{package.__name__}.{path.stem}")
    module.__package__ = package.__name__
    sys.modules[module.__name__] = module
    try:
        loading.run((str(path), read_text(path)), module.__dict__)
    except TopicError:
        raise
    except Exception as error:
        raise TopicError(f"{path} does not load: {type(error).__name__}: {error}") from None
    return module


def _checks_in(module: types.ModuleType) -> tuple[Check, ...]:
    """The checks that a file defines, in its order; not those that it imported."""
    found = [value for value in vars(module).values() if isinstance(value, Check)]
    return tuple(value for value in found if value.function.__globals__ is vars(module))
