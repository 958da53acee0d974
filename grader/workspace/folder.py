"""A student's workspace: laid out once, brought up to date later; what a student wrote is never touched."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..topics import catalog
from ..values.errors import UsageError
from ..values.files import write_whole
from .history import History, now, sha

STATE = ".grader"  # a folder of the workspace for what the grader itself keeps there
_WORK = re.compile(r"(?<!/drivers)(?<!/checks)_(numpy|torch)\.py$")  # the files that students write in
# In a file or in the JSON of a notebook.
_TODO = re.compile(r'raise NotImplementedError\(\\?"TODO')
_DEFINITION = re.compile(r'^\s*"?\s*(def|class)\s+(\w+)')


@dataclasses.dataclass(frozen=True)
class Change:
    """What became of one file: "wrote", "kept", "replaced" and so on; `note` says what to know about it."""

    path: Path
    what: str
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Todo:
    """The first thing in a file that is not written yet."""

    line: int
    name: str


class Workspace:
    """One folder with exercises/ in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.exercises = root / "exercises"
        self.state = root / STATE
        self.history = History(self.state / "history.sqlite")

    def file(self, topic: str, part: str) -> Path:
        """Where a student writes a part: its file, or the topic's notebook where there is no such file."""
        file, notebook = (self.exercises / topic / name for name in (f"{topic}_{part}.py", f"{topic}.ipynb"))
        return notebook if notebook.exists() and not file.exists() else file

    def lay_out(self, wanted: Sequence[str], source: Path, *, skeletons: bool = True) -> Iterator[Change]:
        """Copy topics from `source`, and the files around them, without changing a file that is there; without the files
        to write in, if a notebook takes their place."""
        shipped = self._shipped()
        for path, data in self._files(wanted, source):
            if _WORK.search(path.as_posix()) and not skeletons:
                continue
            name = path.relative_to(self.root).as_posix()
            before = path.read_bytes() if path.exists() else None
            if before is None:
                _write(path, data)
                yield Change(path, "wrote")
            elif before != data:
                yield Change(path, "kept", "it is there already")
            if before in (None, data):
                shipped[name] = sha(data)
        self._remember(shipped, wanted, source)

    def update(self, wanted: Sequence[str], source: Path) -> Iterator[Change]:
        """Bring newer versions of topics; what differs from what was shipped is somebody's work and stays."""
        shipped = self._shipped()
        for path, data in self._files(wanted, source):
            name = path.relative_to(self.root).as_posix()
            before = path.read_bytes() if path.exists() else None
            if before != data:
                known = before is not None and sha(before) == shipped.get(name)
                if before is None or known:
                    _write(path, data)
                    yield Change(path, "wrote" if before is None else "replaced")
                elif shipped.get(name) == sha(data):
                    continue  # it is the student's, and nothing is new
                elif _WORK.search(name):
                    beside = path.with_name(path.name + ".new")
                    _write(beside, data)
                    yield Change(path, "kept", f"your work stays; the newer skeleton is beside it, in {beside.name}")
                else:
                    path.replace(path.with_name(path.name + ".old"))
                    _write(path, data)
                    yield Change(path, "replaced", f"you had changed it: yours is {path.name}.old now")
            shipped[name] = sha(data)
        self._remember(shipped, wanted, source)

    def begun(self, topic: str) -> bool:
        """Whether anything was written in a topic, as far as that can be told."""
        for part in ("numpy", "torch"):
            file, skeleton = self.file(topic, part), self.skeleton(topic, part)
            if file.exists() and (skeleton is None or skeleton.read_bytes() != file.read_bytes()):
                return True
        return False

    def reset(self, topic: str, part: str) -> tuple[Path, Path | None]:
        """Put the skeleton back; returns the file, and where what was in it is kept now."""
        file, skeleton = self.exercises / topic / f"{topic}_{part}.py", self.skeleton(topic, part)
        if skeleton is None:
            raise UsageError(f"the skeleton of {file.name} is not known here: take it from where you got the exercise")
        backup = None
        if file.exists():
            backup = self.state / "backups" / f"{now().replace(':', '')}_{file.name}"
            backup.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, backup)
        write_whole(file, skeleton.read_bytes())
        return file, backup

    def skeleton(self, topic: str, part: str) -> Path | None:
        """The part as it was before anyone wrote in it, if that is known."""
        name = f"{topic}_{part}.py"
        kept = self.state / "skeletons" / name, packaged("exercises") / topic / name
        return next((path for path in kept if path.exists()), None)

    def _files(self, wanted: Sequence[str], source: Path) -> Iterator[tuple[Path, bytes]]:
        template = packaged("student_template")
        for path in sorted(template.rglob("*")):
            if path.is_file():
                yield self.root / path.relative_to(template), path.read_bytes()
        for topic in wanted:
            for path in sorted((source / topic).iterdir()):
                if path.is_file() and path.suffix in (".py", ".md", ".npz", ".toml"):
                    yield self.exercises / topic / path.name, path.read_bytes()

    def _shipped(self) -> dict[str, str]:
        path = self.state / "shipped.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _remember(self, shipped: dict[str, str], wanted: Sequence[str], source: Path) -> None:
        _write(self.state / "shipped.json", (json.dumps(shipped, indent=1, sort_keys=True) + "\n").encode())
        for topic in wanted:
            for part in ("numpy", "torch"):
                skeleton = source / topic / f"{topic}_{part}.py"
                if skeleton.exists():
                    _write(self.state / "skeletons" / skeleton.name, skeleton.read_bytes())


def packaged(name: str) -> Path:
    """A folder that came with the package: inside it, or beside it in the repository."""
    package = Path(__file__).parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def find(start: Path) -> Workspace:
    """The workspace at or above `start`."""
    return Workspace(catalog.find_exercises(start).parent)


def todo(file: Path) -> Todo | None:
    """The first function that is not written yet; None where all are, or there is no file."""
    name = owner = ""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for number, line in enumerate(lines, 1):
        if found := _DEFINITION.match(line):
            name = found[2] if found[1] == "def" else owner
            owner = found[2] if found[1] == "class" else owner
        if _TODO.search(line):
            return Todo(number, f"{owner}.{name}" if name.startswith("__") else name)
    return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
