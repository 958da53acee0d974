"""Read a topic from its two folders: checks, pictures, drivers, skeletons, solutions and mistakes."""

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
from ..values.parts import CASES_FILE, CHECK_FILES, PARTS
from ..worker import loading
from ..worker.loading import Cell
from . import topic_file
from .mistakes import Mistake, read_mistakes, read_text
from .signatures import signatures

if TYPE_CHECKING:
    from ..worker.protocol.requests import Load


@dataclasses.dataclass(frozen=True)
class Topic:
    """One topic: its public folder `folder`, its secret folder if there is one, and the changes of the course."""

    name: str
    folder: Path
    secret_folder: Path | None = None
    course: Course = UNCHANGED

    @functools.cached_property
    def title(self) -> str:
        """The heading of the topic's README; the topic's name if there is none."""
        lines = read_text(self.folder / "README.md").splitlines() if (self.folder / "README.md").exists() else []
        return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), self.name)

    @functools.cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts that have a file, in the order of the table of parts.

        If no part has a file, a notebook takes the place of the files. Then these are the parts that have checks.
        """
        folders = [self.folder, *([self.secret_folder] if self.secret_folder else [])]
        with_file = tuple(p for p in PARTS if any((folder / self.file_name(p)).exists() for folder in folders))
        return with_file or tuple(p for p in PARTS if any(check.part == p for check in self.checks))

    @functools.cached_property
    def _public(self) -> list[types.ModuleType]:
        """cases.py, checks.py, and checks_PART.py for each part. Only checks.py must exist.

        Each may import from the files before it: `from .cases import batch`.
        """
        files = (CASES_FILE, *CHECK_FILES)
        return [
            _execute(self.folder / file) for file in files if (self.folder / file).exists() or file == CHECK_FILES[0]
        ]

    @functools.cached_property
    def _secret(self) -> list[types.ModuleType]:
        """hidden.py, if there is one. It may import from the public files."""
        _ = self._public
        path = self.secret_folder and self.secret_folder / "hidden.py"
        return [_execute(path)] if path and path.exists() else []

    @functools.cached_property
    def checks(self) -> tuple[Check, ...]:
        """The public checks and, if there is a secret folder, the hidden checks, in the order of their files.

        The changes of the course are applied to them. Raises TopicError.
        """
        checks = tuple(check for module in [*self._public, *self._secret] for check in _checks_in(module))
        names = [check.name for check in checks]
        for name in names:
            if names.count(name) > 1:
                raise TopicError(f"{self.name}: two checks are called {name}")
        return self.course.applied(self.name, checks, self.renamed, whole=self.secret_folder is not None)

    @functools.cached_property
    def renamed(self) -> Mapping[str, tuple[str, ...]]:
        """The names of today's checks by the old name, from topic.toml. Raises TopicError."""
        public = frozenset(check.name for module in self._public for check in _checks_in(module))
        return topic_file.renamed(self.folder, public, self.hidden)

    @property
    def outdated(self) -> tuple[str, ...]:
        """A remark for each old name of a check that the course file contains. Raises TopicError."""
        return self.course.outdated(self.name, self.renamed)

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the hidden checks, which students do not have."""
        return frozenset(check.name for module in self._secret for check in _checks_in(module))

    @functools.cached_property
    def _drawn(self) -> tuple[Picture, ...]:
        """All pictures of pictures.py, in the order of the file. Empty if there is no such file."""
        path = self.folder / "pictures.py"
        if not path.exists():
            return ()
        _ = self._public  # pictures.py may import from the files of checks
        return tuple(value for value in vars(_execute(path)).values() if isinstance(value, Picture))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that `grader show` draws."""
        return tuple(picture for picture in self._drawn if not picture.illustration)

    @property
    def illustrations(self) -> tuple[Picture, ...]:
        """The pictures of the README."""
        return tuple(picture for picture in self._drawn if picture.illustration)

    def checks_of(self, part: str) -> tuple[Check, ...]:
        """The checks of one part."""
        return tuple(check for check in self.checks if check.part == part)

    def file_name(self, part: str) -> str:
        """The name of a student's file for this part."""
        return f"{self.name}_{part}.py"

    def forbidden(self, part: str) -> tuple[str, ...]:
        """The operations of aten that the code of a part may not call. `FORBIDDEN` in a file of checks lists them by part.

        Raises TopicError if `FORBIDDEN` has another form.
        """
        names: tuple[str, ...] = ()
        for module in self._public:
            listed = getattr(module, "FORBIDDEN", {})
            if not isinstance(listed, dict) or not set(listed) <= set(PARTS):
                raise TopicError(f"{module.__file__}: FORBIDDEN maps a part to the names of operations")
            names += tuple(listed.get(part, ()))
        return names

    @functools.cached_property
    def uses(self) -> tuple[str, ...]:
        """The topics on which this one builds, from `USES` in a file of checks. Raises TopicError if it has another form."""
        listed = [name for module in self._public for name in getattr(module, "USES", ())]
        if not all(isinstance(name, str) for name in listed) or self.name in listed:
            raise TopicError(f"{self.name}: USES lists the names of other topics")
        if listed and not any(map(self.given, PARTS)):
            raise TopicError(
                f"{self.name}: USES needs a public file {' or '.join(f'{given_name(part)}.py' for part in PARTS)}"
            )
        return tuple(listed)

    def given(self, part: str) -> str:
        """The text of the public file on which a part builds where the student's own file cannot serve; "" if there is none."""
        path = self.folder / f"{given_name(part)}.py"
        return read_text(path) if path.exists() else ""

    def used(self, part: str) -> tuple[Topic, ...]:
        """The topics on which a part builds, and which are here. Each part that has a given file builds on all of them."""
        return self.all_used if self.given(part) else ()

    @functools.cached_property
    def all_used(self) -> tuple[Topic, ...]:
        """The topics on which some part of this one builds. A student may lack some. Raises TopicError."""
        solutions, found = self.secret_folder and self.secret_folder.parent, []
        for name in self.uses:
            folder = self.folder.parent / name
            if (folder / CHECK_FILES[0]).exists():
                found.append(Topic(name, folder, solutions / name if solutions else None, self.course))
            elif self.secret_folder:
                raise TopicError(f"{self.name}: USES names {name!r}, and there is no such topic beside it")
        for topic in found:
            if topic.uses:
                raise TopicError(f"{self.name}: USES names {topic.name}, which builds on another topic itself")
        return tuple(found)

    def foundation(self, part: str, own: Mapping[str, Cell]) -> dict[str, Cell]:
        """The modules on which a part builds, by name: the given file, and one for each used topic.

        `own` has the texts that take the place of the given file, by topic: a student's own, or the solutions. From them come the
        exercises of that topic which the given file defines too; the rest stays as it is given.
        """
        given, name = self.given(part), given_name(part)
        if not given:
            return {}
        found, imports = dict[str, Cell](), ""
        for topic in self.used(part):
            module = f"{topic.name}_{part}"
            shared = ", ".join(sorted(signatures(given).keys() & topic.exercises(part).keys()))
            if topic.name in own:
                found[module] = own[topic.name]
                imports += f"from {module} import {shared}\n" if shared else ""
            elif shared:
                found[module] = (f"{module}.py", f"from {name} import {shared}\n")
        return {**found, name: (f"{name}.py", f"{given.rstrip()}\n\n{imports}")}

    def _solved_foundation(self, part: str) -> dict[str, Cell]:
        """The modules on which the solution builds: the solutions of the used topics. They stay in the judge's process."""
        _ = self.uses  # raises TopicError, also if there is no given file
        return self.foundation(part, {t.name: (t.file_name(part), t.solution(part)) for t in self.used(part)})

    def exercises(self, part: str) -> dict[str, str]:
        """The public functions and classes of a part's skeleton, each with its signature."""
        path = self.folder / self.file_name(part)
        return signatures(read_text(path)) if path.exists() else {}

    def drivers(self, part: str) -> tuple[str, str] | None:
        """The file name and the text of a part's public drivers, or None if the part has no drivers."""
        path = self.folder / f"drivers_{part}.py"
        return (path.name, read_text(path)) if path.exists() else None

    def solution(self, part: str) -> str:
        """The text of the reference. Raises TopicError if there is no solution."""
        if self.secret_folder is None or not (self.secret_folder / self.file_name(part)).exists():
            raise TopicError(f"{self.name}: no solution {self.file_name(part)} in {self.secret_folder}")
        return read_text(self.secret_folder / self.file_name(part))

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The named mistakes of the secret folder. Raises TopicError."""
        if not self.secret_folder or not (self.secret_folder / "mistakes").is_dir():
            return ()
        files = [(part, self.secret_folder / self.file_name(part)) for part in PARTS]
        return read_mistakes(
            self.secret_folder / "mistakes", {part: read_text(path) for part, path in files if path.exists()}
        )

    def mistaken(self, mistake: Mistake) -> str:
        """The text of the solution with the edits of a mistake. Raises TopicError if an edit does not fit exactly once."""
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
        notebook: bool = False,
    ) -> Load:
        """The request with which a servant loads this part of a submission.

        `cells` are the source texts of the part, and `others` are the modules beside it. Without `others` the part builds on the
        solutions of the topics that it uses: only the judge's own process may load that. `adapter` maps the names in `cells` onto
        the exercises. `notebook` says that the cells are those of a notebook.
        """
        # This module imports NumPy. Commands that only look around a workspace start without it.
        from ..worker.protocol.requests import Load

        name, drivers, forbidden = f"{self.name}_{part}", self.drivers(part), self.forbidden(part)
        return Load(
            name,
            cells,
            self._solved_foundation(part) if others is None else others,
            adapter=adapter,
            drivers=drivers,
            forbidden=forbidden,
            notebook=notebook,
            given=given_name(part) if self.given(part) else "",
        )


def given_name(part: str) -> str:
    """The name of the module on which a part builds: what a student imports."""
    return f"given_{part}"


def _execute(path: Path) -> types.ModuleType:
    """Execute a file of checks as a module of the topic's own package, so that other files can do `from .checks import batch`."""
    package = types.ModuleType(f"topic_{path.parent.name}")
    package.__path__ = []
    sys.modules.setdefault(package.__name__, package)
    module = types.ModuleType(f"{package.__name__}.{path.stem}")
    module.__package__ = package.__name__
    sys.modules[module.__name__] = module
    try:
        loading.execute((str(path), read_text(path)), module.__dict__)
    except TopicError:
        raise
    except Exception as error:
        raise TopicError(f"{path} does not load: {type(error).__name__}: {error}") from None
    return module


def _checks_in(module: types.ModuleType) -> tuple[Check, ...]:
    """The checks that a file defines, in the file's order, without the checks that it imports."""
    checks = [value for value in vars(module).values() if isinstance(value, Check)]
    return tuple(check for check in checks if check.function.__globals__ is vars(module))
