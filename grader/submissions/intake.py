"""Read a submission as source texts in memory: a file, a folder, a notebook or a zip. Nothing is executed here."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..topics.topic import Topic
from ..values.errors import SubmissionError
from ..values.files import open_regular, read_regular
from ..values.parts import PARTS, TABLE
from ..values.text import visible
from .cells import code_cells
from .code_lines import DEFINITION, Cell, definitions, without_magics, without_words
from .modules import decode, modules_beside

MAX_FILES = 2000
MAX_FILE = 4 << 20  # bytes of one source file
MAX_TOTAL = 64 << 20  # bytes of all source files of a submission
MAX_ENTRIES = 100_000  # files and folders of any kind in a folder that is handed in: half a second
MAX_LIST = 2 << 20  # bytes of the list of entries in a zip: about 20,000 entries
MAX_SENT = 900 << 10  # characters of the JSON that carries a part's texts to its worker; a frame's header holds 1 MB
SUFFIXES = (".py", ".ipynb")
# Other methods of compression can need gigabytes of memory, and raise other exceptions.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LEFT_BY_TOOLS = ("__MACOSX", "__pycache__")
_IGNORED = (*LEFT_BY_TOOLS, ".ipynb_checkpoints", ".git", ".venv", "venv", "node_modules", "site-packages")


@dataclasses.dataclass(frozen=True)
class Handed:
    """One part of a submission: its cells, and the Python files beside it that it may import. A .py file is one cell."""

    file: str
    cells: tuple[Cell, ...]
    others: dict[str, Cell]
    problem: str = ""  # the reason why the part cannot be read as Python; then there are no cells
    notebook: bool = False
    # The same part of the topics on which this one builds, directly or not, by topic, where it was handed in too.
    uses: dict[str, Handed] = dataclasses.field(default_factory=dict)

    def without_computations(self) -> Handed:
        """The part without what a notebook computes: its imports, definitions and assignments without calls."""
        return dataclasses.replace(self, cells=tuple((name, definitions(text)) for name, text in self.cells))


def read(path: Path) -> dict[str, bytes]:
    """Return the sources of a submission by their path inside it. Raises SubmissionError with the next step."""
    if not path.exists():
        raise SubmissionError(f"there is no {path}: check the path")
    try:
        if path.is_dir():
            return _read_folder(path)
        if path.suffix.lower() == ".zip":
            return _read_zip(path)
        if path.suffix.lower() in SUFFIXES:
            return {path.name: _read_source(path.resolve(), path.name)}
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror or error}") from None
    raise SubmissionError(f"{path.name} is not a submission: hand in a .py or .ipynb file, a folder or a .zip")


def parts_or_problem(
    path: Path, topic: Topic, find: Callable[[dict[str, bytes], Topic], dict[str, Handed]]
) -> tuple[dict[str, Handed], str]:
    """Return the parts that `find` finds in a submission, and the message of the error if they cannot be read (else "")."""
    try:
        return find(read(path), topic), ""
    except SubmissionError as error:
        return {}, str(error)


def find_parts(files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
    """Return the parts of the topic that were handed in, each with those of the topics on which it builds.

    Raises SubmissionError if there are no parts of the topic itself.
    """
    parts = _own_parts(files, topic)
    for part, handed in parts.items():
        for used in topic.beneath(part):
            try:
                found = named_parts(files, used)
            except SubmissionError as error:  # two candidates
                found = {part: Handed(used.file_name(part), (), {}, str(error))}
            if part in found:
                handed.uses[used.name] = found[part]
    return parts


def _own_parts(files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
    """Return the parts of the topic itself. Raises SubmissionError if there are none."""
    parts = named_parts(files, topic)
    candidates = [path for path in files if PurePosixPath(path).name != "__init__.py"]
    if not parts and len(candidates) == 1:
        best = _guess_part(_read_part(candidates[0], files), topic)
        if best:
            parts[best] = _read_part(candidates[0], files)
    if not parts:
        raise SubmissionError(_no_file_message(files, topic))
    return parts


def named_parts(files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
    """Return the parts that files have by their names. Raises SubmissionError if two files have the name of one."""
    parts = {}
    for part in topic.parts:
        path = _by_name(files, topic.file_name(part))
        if path:
            parts[part] = _read_part(path, files)
    notebook = _by_name({path: data for path, data in files.items() if path.lower().endswith(".ipynb")}, topic.name)
    if notebook:  # it contains every part that has no file
        for part in topic.parts:
            parts.setdefault(part, _part_of_notebook(_read_part(notebook, files), part))
    return parts


def _by_name(files: dict[str, bytes], name: str) -> str | None:
    stem = name.removesuffix(".py").lower()
    matches = [path for path in files if PurePosixPath(path).stem.lower() == stem]
    if len(matches) > 1:
        listed = " and ".join(visible(path, 200) for path in sorted(matches)[:3])
        raise SubmissionError(f"there are two candidates for {name}: {listed}. Keep the file that counts")
    return matches[0] if matches else None


def _part_of_notebook(handed: Handed, part: str) -> Handed:
    """Return the cells of a notebook that belong to a part: without the code that needs another part's library."""
    if not (words := TABLE[part].foreign_words):
        return handed
    return dataclasses.replace(handed, cells=tuple(without_words(handed.cells, words)))


def _guess_part(handed: Handed, topic: Topic) -> str | None:
    """Return the part of which the file defines the most exercises; None if the file defines no exercise."""
    # The file is not parsed: a hostile file can exhaust the parser, and this process is the judge.
    defined = {name for _, text in handed.cells for name in DEFINITION.findall(text)}
    counts = {part: len(defined & set(topic.exercises(part))) for part in topic.parts}
    best = max(counts, key=lambda part: counts[part], default=None)
    return best if best and counts[best] else None


def _no_file_message(files: dict[str, bytes], topic: Topic) -> str:
    expected = " or ".join(topic.file_name(part) for part in topic.parts)
    if not files:
        return f"nothing to grade: the submission has no .py or .ipynb file. It should contain {expected}"
    names = sorted(PurePosixPath(path).name for path in files)
    endings = tuple(f"_{part}.py" for part in PARTS)
    topics = sorted({name.rpartition("_")[0] for name in names if name.endswith(endings)} - {topic.name})
    listed = visible(", ".join(names[:6]) + (", …" if len(names) > 6 else ""), 300)
    hint = f" It looks like a submission for {visible(topics[0], 80)}." if topics else ""
    return f"no file for the topic {topic.name}: the submission contains {listed}.{hint} It should contain {expected}"


def _read_part(path: str, files: dict[str, bytes]) -> Handed:
    name = visible(PurePosixPath(path).name, 200).replace("\n", " ").replace("\t", " ")  # it is shown within a line
    notebook = path.lower().endswith(".ipynb")
    if notebook:
        cells, problem = _notebook(files[path])
    else:
        text, problem = decode(files[path])
        cells = [(name, text)]
    others = modules_beside(path, files, [text for _, text in cells], MAX_SENT)
    if not problem and len(json.dumps([cells, others])) > MAX_SENT:
        subject = "the file and the Python files beside it are" if others else "the code is"
        problem = _too_large(subject)
    return Handed(name, () if problem else tuple(cells), others, problem, notebook)


def _too_large(subject: str) -> str:
    return f"{subject} larger than {MAX_SENT >> 10} KB: hand in code, not data"


def _notebook(data: bytes) -> tuple[list[Cell], str]:
    """Return the code cells of a notebook without magics and shell lines, and the problem if it cannot be read."""
    try:
        sources = code_cells(data)
        if sum(map(len, sources.values())) > MAX_SENT:
            return [], _too_large("the code is")
        cells = [(f"cell {number}", without_magics(source)) for number, source in sources.items()]
    except SubmissionError as error:
        return [], str(error)
    return cells, "" if cells else "it contains no code cells"


def _is_source(path: PurePosixPath) -> bool:
    ignored = any(part in _IGNORED or part.startswith(".") for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not ignored


def _read_source(path: Path, name: str) -> bytes:
    return _bounded(read_regular(path, MAX_FILE + 1), name)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise SubmissionError(f"{visible(name, 200)} is larger than {MAX_FILE >> 20} MB: hand in code, not data")
    return data


def _read_folder(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for file in _files_below(path):
        inside = PurePosixPath(file.relative_to(path).as_posix())
        # A link could point at another submission or at the solutions.
        if not _is_source(inside) or file.is_symlink() or not file.is_file():
            continue
        files[str(inside)] = _read_source(file, file.name)
        total += len(files[str(inside)])
        _check_total(len(files), total)
    return files


def _files_below(path: Path) -> Iterator[Path]:
    """Yield all that is no folder, in order, without ignored folders. Raises SubmissionError after MAX_ENTRIES entries."""
    seen = 0
    folders = [path]
    while folders:
        folder, names, inner = folders.pop(), list[str](), list[str]()
        with contextlib.suppress(OSError), os.scandir(folder) as listing:
            for entry in listing:
                seen += 1
                if seen > MAX_ENTRIES:
                    raise SubmissionError(
                        f"the submission has more than {MAX_ENTRIES} files and folders: hand in only the exercise files"
                    )
                if not entry.is_dir(follow_symlinks=False):
                    names.append(entry.name)
                elif entry.name not in _IGNORED and not entry.name.startswith("."):
                    inner.append(entry.name)
        yield from (folder / name for name in sorted(names))
        folders += [folder / name for name in sorted(inner, reverse=True)]


def _check_total(count: int, total: int) -> None:
    if count > MAX_FILES or total > MAX_TOTAL:
        raise SubmissionError(
            f"the submission has more than {MAX_FILES} source files or {MAX_TOTAL >> 20} MB: hand in only the exercise files"
        )


class _LimitedReads:
    """A file that raises SubmissionError if one read asks for more than `limit` bytes.

    zipfile reads the whole list of entries in one read, whatever its length.
    """

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file, self.limit = file, limit
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self.limit:
            raise SubmissionError("the zip lists too many files: hand in only the exercise files")
        return self._file.read(size)


def _read_zip(path: Path) -> dict[str, bytes]:
    """Read the sources in a zip into memory. The names of entries are only labels, so no name can lead outside."""
    files: dict[str, bytes] = {}
    total = 0
    opened = open_regular(path.resolve())
    try:
        with opened:
            limited = _LimitedReads(opened, MAX_LIST)
            archive = zipfile.ZipFile(limited)
            limited.limit = MAX_FILE + 1
            for info in archive.infolist():
                inside = PurePosixPath(info.filename.replace("\\", "/"))
                link = stat.S_ISLNK(info.external_attr >> 16)
                if not _is_source(inside) or info.is_dir() or link or ".." in inside.parts or inside.is_absolute():
                    continue
                if info.compress_type not in _COMPRESSIONS:
                    raise NotImplementedError("it uses an unusual method of compression")
                with archive.open(info) as member:  # the announced size may be wrong; read no more than the limit
                    data = _bounded(member.read(MAX_FILE + 1), info.filename)
                if str(inside) in files:
                    raise SubmissionError(
                        f"{path.name} contains {visible(str(inside), 200)} twice: zip the folder again"
                    )
                files[str(inside)] = data
                total += len(data)
                _check_total(len(files), total)
    except SubmissionError:
        raise
    except Exception as error:  # zipfile does not document which exceptions a damaged archive raises
        reason = "it is encrypted" if "encrypted" in str(error) else visible(str(error), 200)
        raise SubmissionError(
            f"{path.name} cannot be unpacked ({reason}): zip the folder again, without a password"
        ) from None
    return files
