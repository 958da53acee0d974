"""Set up a student's workspace folder and update it later. An update never overwrites a student's work."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..topics import catalog
from ..values.errors import UsageError
from ..values.files import write_whole
from ..values.parts import PARTS
from .examples import renewed, without_example
from .history import History, now, sha

STATE = ".grader"  # the folder of the workspace in which the grader stores its own files
# The files in which students write.
_WORK = re.compile(rf"(?<!/drivers)(?<!/checks)(?<!/given)_({'|'.join(PARTS)})\.py$")
_RECORDING = re.compile(r"/answers/\w+\.(json|bin)$")  # the files that `grader build` records and nobody edits
# Both patterns match in a Python file and in the JSON of a notebook.
_TODO = re.compile(r'raise NotImplementedError\(\\?"TODO')
_DEFINITION = re.compile(r'^\s*"?\s*(def|class)\s+(\w+)')


@dataclasses.dataclass(frozen=True)
class FileAction:
    """An action on one file. `what` is "wrote", "kept", "replaced" or "removed", and `note` explains it to the student."""

    path: Path
    what: str
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Todo:
    """The first function in a file that is not written yet."""

    line: int
    name: str


class Workspace:
    """A workspace: one folder that contains exercises/."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.exercises = root / "exercises"
        self.state = root / STATE
        self.history = History(self.state / "history.sqlite")

    def file(self, topic: str, part: str) -> Path:
        """Return the file in which a student writes a part.

        It is the topic's notebook if the notebook exists and the part's own file does not.
        """
        file, notebook = (self.exercises / topic / name for name in (f"{topic}_{part}.py", f"{topic}.ipynb"))
        return notebook if notebook.exists() and not file.exists() else file

    def lay_out(self, wanted: Sequence[str], source: Path, *, skeletons: bool = True) -> Iterator[FileAction]:
        """Copy topics from `source`, and the workspace's own files. An existing file is never overwritten.

        With `skeletons=False` the files `<topic>_<part>.py` are left out, because a notebook replaces them.
        """
        shipped = self._shipped()
        for path, data in self._files(wanted, source):
            if _WORK.search(path.as_posix()) and not skeletons:
                continue
            name = path.relative_to(self.root).as_posix()
            before = path.read_bytes() if path.exists() else None
            if before is None:
                _write(path, data)
                yield FileAction(path, "wrote")
            elif before != data:
                yield FileAction(path, "kept", "it is there already")
            if before in (None, data):
                shipped[name] = sha(data)
        self._remember(shipped, wanted, source)

    def update(self, wanted: Sequence[str], source: Path) -> Iterator[FileAction]:
        """Bring topics up to date. A file that differs from its shipped version is the student's work.

        Work stays, and a newer skeleton is written beside it as NAME.new. The example below the work is the topic's: it is
        replaced, unless the student changed it. Other files that the student changed are replaced, and the student's version
        is kept as NAME.old. Recordings are no work: a recording that was damaged is replaced. A file that is no longer shipped is
        removed, or kept as NAME.old if the student changed it; it stays if students write in it.
        """
        shipped, current = self._shipped(), set()
        for path, data in self._files(wanted, source):
            name = path.relative_to(self.root).as_posix()
            current.add(name)
            before = path.read_bytes() if path.exists() else None
            if before != data:
                unchanged = before is not None and (sha(before) == shipped.get(name) or _RECORDING.search(name))
                if before is None or unchanged:
                    _write(path, data)
                    yield FileAction(path, "wrote" if before is None else "replaced")
                elif shipped.get(name) == sha(data):
                    continue  # the student changed the file, and there is no newer version
                elif _WORK.search(name):
                    yield from self._update_work(path, before, data)
                else:
                    path.replace(path.with_name(path.name + ".old"))
                    _write(path, data)
                    yield FileAction(path, "replaced", f"you had changed it; your version is now {path.name}.old")
            shipped[name] = sha(data)
        for name in sorted(self._once_shipped(shipped, wanted) - current):
            path = self.root / name
            if path.is_file() and sha(path.read_bytes()) == shipped.get(name):
                path.unlink()
                yield FileAction(path, "removed", "nothing uses it any more")
            elif path.is_file():
                path.replace(path.with_name(path.name + ".old"))
                yield FileAction(path, "removed", f"nothing uses it any more; your version is now {path.name}.old")
            shipped.pop(name, None)
        self._remember(shipped, wanted, source)

    def _update_work(self, path: Path, before: bytes, data: bytes) -> Iterator[FileAction]:
        """Renew the example below a student's work. Write the newer skeleton beside it if anything else in it is new."""
        known = self.state / "skeletons" / path.name
        old, new = known.read_text(encoding="utf-8") if known.exists() else None, data.decode()
        try:
            text = renewed(before.decode(), old, new)
        except UnicodeDecodeError:
            text = None
        if text is not None and text.encode() != before:
            self._back_up(path)
            _write(path, text.encode())
            yield FileAction(path, "replaced", "only the example below your code; your code stays")
        if text is None or old is None or without_example(old) != without_example(new):
            beside = path.with_name(path.name + ".new")
            _write(beside, data)
            what = "your work stays" if text is not None else "your work and the example below it stay"
            yield FileAction(path, "kept", f"{what}; the newer skeleton is beside it in {beside.name}")

    def begun(self, topic: str) -> bool:
        """Return True if a file of the topic differs from its skeleton, or if its skeleton is not known."""
        for part in PARTS:
            file, skeleton = self.file(topic, part), self.skeleton(topic, part)
            if file.exists() and (skeleton is None or skeleton.read_bytes() != file.read_bytes()):
                return True
        return False

    def reset(self, topic: str, part: str) -> tuple[Path, Path | None]:
        """Restore the skeleton of a part. Returns the file, and the backup of its old content (None without a file)."""
        file, skeleton = self.exercises / topic / f"{topic}_{part}.py", self.skeleton(topic, part)
        if skeleton is None:
            raise UsageError(
                f"the skeleton of {file.name} is not stored here: copy it from the place where you got the exercise"
            )
        backup = self._back_up(file) if file.exists() else None
        write_whole(file, skeleton.read_bytes())
        return file, backup

    def _back_up(self, file: Path) -> Path:
        backup = self.state / "backups" / f"{now().replace(':', '')}_{file.name}"
        backup.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, backup)
        return backup

    def skeleton(self, topic: str, part: str) -> Path | None:
        """Return the file with the part's skeleton; None if no skeleton is stored."""
        name = f"{topic}_{part}.py"
        candidates = self.state / "skeletons" / name, packaged("exercises") / topic / name
        return next((path for path in candidates if path.exists()), None)

    def _files(self, wanted: Sequence[str], source: Path) -> Iterator[tuple[Path, bytes]]:
        template = packaged("student_template")
        for path in sorted(template.rglob("*")):
            if path.is_file():
                yield self.root / path.relative_to(template), path.read_bytes()
        for topic in wanted:
            for path in sorted((source / topic).iterdir()):
                if path.is_file() and path.suffix in (".py", ".md", ".toml", ".svg"):
                    yield self.exercises / topic / path.name, path.read_bytes()
            for path in sorted((source / topic / "answers").glob("*")):
                if path.suffix in (".json", ".bin"):
                    yield self.exercises / topic / "answers" / path.name, path.read_bytes()

    def _once_shipped(self, shipped: Mapping[str, str], wanted: Sequence[str]) -> set[str]:
        """The names of the files of these topics that were shipped at some time and in which students do not write."""
        folders = [f"exercises/{topic}/" for topic in wanted]
        named = {name for name in shipped if name.startswith(tuple(folders)) and not _WORK.search(name)}
        # The recording of earlier versions goes even if it is not known any more that it was shipped.
        return named | {f"{folder}answers.npz" for folder in folders}

    def _shipped(self) -> dict[str, str]:
        path = self.state / "shipped.json"
        try:
            shipped = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return shipped if isinstance(shipped, dict) else {}

    def _remember(self, shipped: dict[str, str], wanted: Sequence[str], source: Path) -> None:
        _write(self.state / "shipped.json", (json.dumps(shipped, indent=1, sort_keys=True) + "\n").encode())
        for topic in wanted:
            for part in PARTS:
                skeleton = source / topic / f"{topic}_{part}.py"
                if skeleton.exists():
                    _write(self.state / "skeletons" / skeleton.name, skeleton.read_bytes())


def packaged(name: str) -> Path:
    """Return a folder that belongs to the package: inside the package, or beside it in the repository."""
    package = Path(__file__).parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def find(start: Path) -> Workspace:
    """Return the workspace at or above `start`. Raises UsageError if there is none."""
    return Workspace(catalog.find_exercises(start).parent)


def todo(file: Path) -> Todo | None:
    """Return the first function in a file that is not written yet; None if all are written or the file cannot be read."""
    name = owner = ""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for number, line in enumerate(lines, 1):
        if definition := _DEFINITION.match(line):
            name = definition[2] if definition[1] == "def" else owner
            owner = definition[2] if definition[1] == "class" else owner
        if _TODO.search(line):
            return Todo(number, f"{owner}.{name}" if name.startswith("__") else name)
    return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
