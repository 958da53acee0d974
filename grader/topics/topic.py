"""Read a topic from its two folders: checks, pictures, drivers, skeletons, solutions and mistakes."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..checks.check import Check
from ..checks.picture import Picture
from ..course.course import UNCHANGED, Course
from ..values.errors import TopicError
from ..values.parts import CASES_FILE, CHECK_FILES, PARTS
from ..worker.loading import Beside, Cell, Dependency
from . import topic_file
from .dependencies import all_below, given_name, modules
from .execute import checks_in, execute
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
            execute(self.folder / file) for file in files if (self.folder / file).exists() or file == CHECK_FILES[0]
        ]

    @functools.cached_property
    def _secret(self) -> list[types.ModuleType]:
        """hidden.py, if there is one. It may import from the public files."""
        _ = self._public
        path = self.secret_folder and self.secret_folder / "hidden.py"
        return [execute(path)] if path and path.exists() else []

    @functools.cached_property
    def checks(self) -> tuple[Check, ...]:
        """The public checks and, if there is a secret folder, the hidden checks, in the order of their files.

        The changes of the course are applied to them. Raises TopicError.
        """
        checks = tuple(check for module in [*self._public, *self._secret] for check in checks_in(module))
        names = [check.name for check in checks]
        for name in names:
            if names.count(name) > 1:
                raise TopicError(f"{self.name}: two checks are called {name}")
        return self.course.applied(self.name, checks, self.renamed, whole=self.secret_folder is not None)

    @functools.cached_property
    def renamed(self) -> Mapping[str, tuple[str, ...]]:
        """The names of today's checks by the old name, from topic.toml. Raises TopicError."""
        public = frozenset(check.name for module in self._public for check in checks_in(module))
        return topic_file.renamed(self.folder, public, self.hidden)

    @property
    def outdated(self) -> tuple[str, ...]:
        """A remark for each old name of a check that the course file contains. Raises TopicError."""
        return self.course.outdated(self.name, self.renamed)

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the hidden checks, which students do not have."""
        return frozenset(check.name for module in self._secret for check in checks_in(module))

    @functools.cached_property
    def _drawn(self) -> tuple[Picture, ...]:
        """All pictures of pictures.py, in the order of the file. Empty if there is no such file."""
        path = self.folder / "pictures.py"
        if not path.exists():
            return ()
        _ = self._public  # pictures.py may import from the files of checks
        return tuple(value for value in vars(execute(path)).values() if isinstance(value, Picture))

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
        """The topics on which this one builds directly, from `USES` in a file of checks. Raises TopicError for another form."""
        lists = [getattr(module, "USES", []) for module in self._public]
        listed = [name for one in lists if isinstance(one, list | tuple) for name in one]
        formed = all(isinstance(one, list | tuple) for one in lists) and all(isinstance(name, str) for name in listed)
        if not formed or self.name in listed:
            raise TopicError(f'{self.name}: USES lists the names of other topics, as USES = ["attention"]')
        if listed and not any(map(self.given, PARTS)):
            raise TopicError(
                f"{self.name}: USES needs a public file {' or '.join(f'{given_name(part)}.py' for part in PARTS)}"
            )
        return tuple(dict.fromkeys(listed))

    def given(self, part: str) -> str:
        """The text of the public file on which a part builds where the student's own file cannot serve; "" if there is none."""
        path = self.folder / f"{given_name(part)}.py"
        return read_text(path) if path.exists() else ""

    def used(self, part: str) -> tuple[Topic, ...]:
        """The topics on which a part builds directly: if it has a given file, those in `USES` that are here and have it."""
        if not self.given(part):
            return ()
        return tuple(topic for topic in self.all_used if topic.name in self.uses and part in topic.parts)

    def lacking(self, part: str) -> tuple[str, ...]:
        """The names in `USES` of topics that are not here, as in a workspace with some topics; () if there is no given file."""
        return tuple(sorted({*self.uses} - {topic.name for topic in self.all_used})) if self.given(part) else ()

    @functools.cached_property
    def all_used(self) -> tuple[Topic, ...]:
        """The topics on which some part of this one builds, directly or not, each behind those on which it builds itself.

        A student may lack some. Raises TopicError if one of them is missing beside a solution, or builds on itself.
        """
        found = {self.name: self}

        def uses(name: str) -> list[str]:
            here = []
            for used in found[name].uses:
                folder, secret = self.folder.parent / used, self.secret_folder and self.secret_folder.parent / used
                if (folder / CHECK_FILES[0]).exists() and (secret is None or secret.is_dir()):
                    found.setdefault(used, Topic(used, folder, secret, self.course))
                    here.append(used)
                elif secret:
                    raise TopicError(f"{name}: USES names {used!r}, and no topic with a solution has this name")
            return here

        return tuple(found[name] for name in all_below(self.name, uses))

    def beneath(self, part: str) -> tuple[Topic, ...]:
        """The topics on which this part builds, directly or not, each behind those on which it builds itself."""
        if not (wanted := {topic.name for topic in self.used(part)}):
            return ()
        for topic in reversed(self.all_used):
            if topic.name in wanted:
                wanted |= {used.name for used in topic.used(part)}
        return tuple(topic for topic in self.all_used if topic.name in wanted)

    def foundation(self, part: str, own: Collection[str]) -> dict[str, Cell]:
        """The modules beside a part that stand for the topics which it uses, by name; {} if it has no given file.

        `own` names the topics of which another file takes the place of the given one: see dependencies.modules.
        """
        if not (given := self.given(part)):
            return {}
        used = {topic.name: topic.exercises(part).keys() for topic in self.used(part)}
        return modules(part, given, {**used, **dict.fromkeys(self.lacking(part), ())}, own)

    def beside(self, part: str, own: Collection[str], others: Mapping[str, Cell] | None = None) -> Beside:
        """The modules that a part's file finds beside it: `others`, and those of `foundation` in their place."""
        return Beside({**(others or {}), **self.foundation(part, own)}, given_name(part) if self.given(part) else "")

    def _solved(self, part: str) -> dict[str, Dependency]:
        """The solutions of the topics on which a part's solution builds, by their modules. They stay in the judge's process."""
        _ = self.all_used  # raises TopicError, also if there is no given file
        beneath = self.beneath(part)
        names = {topic.name for topic in beneath}
        return {
            f"{topic.name}_{part}": Dependency(
                [(topic.file_name(part), topic.solution(part))], topic.beside(part, names)
            )
            for topic in beneath
        }

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

    def mistaken(self, mistake: Mistake, base: str = "") -> str:
        """The text of the solution with the edits of a mistake, or of another file of the secret folder with those for it.

        Raises TopicError if there is no such file, or if an edit does not fit exactly once.
        """
        text = read_text(self.secret_folder / base) if base and self.secret_folder else self.solution(mistake.part)
        try:
            return mistake.made_in(text, base)
        except TopicError as error:
            raise TopicError(f"{self.name}: {error}") from None

    def load_request(
        self,
        part: str,
        cells: Sequence[Cell],
        others: Mapping[str, Cell] | None = None,
        dependencies: Mapping[str, Dependency] | None = None,
        *,
        also_forbidden: Collection[str] = (),
        adapter: Cell | None = None,
        notebook: bool = False,
    ) -> Load:
        """The request with which a servant loads this part of a submission.

        `cells` are the source texts of the part, `others` are the modules beside it, and `dependencies` are the files of other
        topics on which it builds. Without `others` the part builds on the solutions of these topics: only the judge's own process
        may load that. `also_forbidden` adds to the operations that the part forbids. `adapter` maps the names in `cells` onto the
        exercises. `notebook` says that the cells are those of a notebook.
        """
        # This module imports NumPy. Commands that only look around a workspace start without it.
        from ..worker.protocol.requests import Load

        if others is None:
            dependencies = self._solved(part)
            others = self.foundation(part, {topic.name for topic in self.used(part)})
        return Load(
            f"{self.name}_{part}",
            cells,
            others,
            adapter=adapter,
            drivers=self.drivers(part),
            forbidden=tuple(dict.fromkeys([*self.forbidden(part), *also_forbidden])),
            notebook=notebook,
            given=given_name(part) if self.given(part) else "",
            dependencies=dependencies or {},
        )
