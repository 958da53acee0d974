"""What a student handed in, as source texts in memory: files, folders, notebooks, zips. Nothing of it is executed here."""

from __future__ import annotations

import codecs
import dataclasses
import io
import json
import re
import stat
import tokenize
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..topics.topic import Topic
from ..values.errors import SubmissionError
from ..values.files import open_regular, read_regular
from ..values.text import visible

MAX_FILES = 2000
MAX_FILE = 4 << 20  # bytes of one source file
MAX_TOTAL = 64 << 20  # bytes of everything that is read
MAX_LIST = 2 << 20  # bytes of the list of entries in a zip: some 20,000 of them
MAX_SENT = 900 << 10  # characters of the JSON that takes a part's texts to its worker; a header of a frame holds 1 MB
SUFFIXES = (".py", ".ipynb")
_COMPRESSIONS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # others can ask for gigabytes, and fail in ways of their own
# They decode by the square of the length, or are no encodings of source texts.
_NO_ENCODINGS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")
LEFT_BY_TOOLS = ("__MACOSX", "__pycache__")
_RUBBISH = (*LEFT_BY_TOOLS, ".ipynb_checkpoints", ".git", ".venv", "venv", "node_modules", "site-packages")

# A line magic, a shell line, or a request for help (`np.exp?`).
_MAGIC = re.compile(r"^([ \t]*)(?:[%!].*|\?{1,2}[\w.]+|[\w.]+\?{1,2})[ \t]*$", re.MULTILINE)
_TORCH = re.compile(r"\b(?:torch|nn)\b")
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)

Cell = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Handed:
    """One part as it was handed in: its cells (one for a file), and the Python files beside it that it may import."""

    file: str
    cells: tuple[Cell, ...]
    others: dict[str, Cell]
    problem: str = ""  # why it cannot be read as Python; then there are no cells


def read(path: Path) -> dict[str, bytes]:
    """All sources of a submission by their path inside it; raises SubmissionError with the next step."""
    if not path.exists():
        raise SubmissionError(f"there is no {path}: check the path")
    try:
        if path.is_dir():
            return _read_folder(path)
        if path.suffix.lower() == ".zip":
            return _read_zip(path)
        if path.suffix.lower() in SUFFIXES:
            return {path.name: _source(path.resolve(), path.name)}
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror or error}") from None
    raise SubmissionError(f"{path.name} is no submission: hand in a .py or .ipynb file, a folder or a .zip")


def of_workspace(topic: Topic) -> tuple[dict[str, Handed], str]:
    """The parts as they stand in the topic's own folder, and what is wrong with them if they cannot be read."""
    try:
        return find_parts(read(topic.folder), topic), ""
    except SubmissionError as error:
        return {}, str(error)


def find_parts(files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
    """The file of each of the topic's parts; parts that were not handed in are left out."""
    found = {}
    for part in topic.parts:
        path = _by_name(files, topic.file_name(part))
        if path:
            found[part] = _handed(path, files)
    notebook = _by_name({path: data for path, data in files.items() if path.lower().endswith(".ipynb")}, topic.name)
    if notebook:  # it holds all parts that have no file of their own
        for part in topic.parts:
            found.setdefault(part, _part_of_notebook(_handed(notebook, files), part))
    lone = [path for path in files if PurePosixPath(path).name != "__init__.py"]
    if not found and len(lone) == 1:
        best = _part_of(_handed(lone[0], files), topic)
        if best:
            found[best] = _handed(lone[0], files)
    if not found:
        raise SubmissionError(_nothing_for(files, topic))
    return found


def _by_name(files: dict[str, bytes], wanted: str) -> str | None:
    stem = wanted.removesuffix(".py").lower()
    exact = [path for path in files if PurePosixPath(path).stem.lower() == stem]
    if len(exact) > 1:
        shown = " and ".join(visible(path, 200) for path in sorted(exact)[:3])
        raise SubmissionError(f"there are two candidates for {wanted}: {shown}. Keep the one that counts")
    return exact[0] if exact else None


def _part_of_notebook(handed: Handed, part: str) -> Handed:
    """A notebook of several parts: the NumPy part, which cannot import torch, goes without the cells that speak of it."""
    if part != "numpy":
        return handed
    return dataclasses.replace(handed, cells=tuple(cell for cell in handed.cells if not _TORCH.search(cell[1])))


def _part_of(handed: Handed, topic: Topic) -> str | None:
    """The part most of whose exercises a file defines; None if it defines none."""
    # Not parsed: a hostile file can exhaust the parser, and this is the judge's process.
    defined = {name for _, text in handed.cells for name in _DEFINITION.findall(text)}
    counts = {part: len(defined & set(topic.exercises(part))) for part in topic.parts}
    best = max(counts, key=lambda part: counts[part], default=None)
    return best if best and counts[best] else None


def _nothing_for(files: dict[str, bytes], topic: Topic) -> str:
    wanted = " or ".join(topic.file_name(part) for part in topic.parts)
    if not files:
        return f"nothing to grade: no .py or .ipynb file in it. It should hold {wanted}"
    names = sorted(PurePosixPath(path).name for path in files)
    others = sorted({n.rpartition("_")[0] for n in names if n.endswith(("_numpy.py", "_torch.py"))} - {topic.name})
    shown = visible(", ".join(names[:6]) + (", …" if len(names) > 6 else ""), 300)
    hint = f"; it looks like a submission for {visible(others[0], 80)}" if others else ""
    return f"no file for the topic {topic.name} (it holds {shown}){hint}. It should hold {wanted}"


def _handed(path: str, files: dict[str, bytes]) -> Handed:
    folder = PurePosixPath(path).parent
    others = {}
    for other, data in files.items():
        beside = PurePosixPath(other)
        if beside.parent == folder and beside.suffix == ".py" and other != path and beside.stem.isidentifier():
            text, problem = _decode(data)
            if not problem:
                others[beside.stem] = (visible(beside.name, 200), text)
    name = visible(PurePosixPath(path).name, 200).replace("\n", " ").replace("\t", " ")  # it stands in a line
    if path.lower().endswith(".ipynb"):
        cells, problem = _notebook(files[path])
    else:
        text, problem = _decode(files[path])
        cells = [(name, text)]
    if not problem and len(json.dumps([cells, others])) > MAX_SENT:
        what = "it and the Python files beside it are" if others else "its code is"
        problem = f"{what} larger than {MAX_SENT >> 10} KB: hand in code, not data"
    return Handed(name, () if problem else tuple(cells), others, problem)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a Python file, by its own encoding declaration, or why it has none."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(encoding).name.replace("-", "_") in _NO_ENCODINGS:
            raise LookupError(f"{encoding} is no encoding of source texts")
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        return "", f"it is no Python text: {visible(str(error), 200)}. Save it as UTF-8"
    if "\0" in text:
        return "", "it holds NUL bytes: it is no Python text. Save it as UTF-8"
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), ""


def _notebook(data: bytes) -> tuple[list[Cell], str]:
    """The code cells of a notebook without magics and shell lines, or why it cannot be read."""
    try:
        content = json.loads(data)
        cells = content["cells"] if "cells" in content else content["worksheets"][0]["cells"]
        found = []
        for number, cell in enumerate(cells, start=1):
            if cell.get("cell_type") == "code":
                source = cell.get("source", cell.get("input", ""))
                text = source if isinstance(source, str) else "".join(source)
                found.append((f"cell {number}", _without_magics(text)))
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        return [], "it is no notebook: its JSON cannot be read. Save it again from Jupyter"
    return found, "" if found else "it holds no code cells"


def _without_magics(text: str) -> str:
    """Lines that only Jupyter understands become `pass`, so that line numbers stay; a cell magic takes its whole cell."""
    if text.lstrip().startswith("%%"):
        return ""
    return _MAGIC.sub(r"\1pass", text.replace("\r\n", "\n"))


def _wanted(path: PurePosixPath) -> bool:
    hidden = any(part in _RUBBISH or part.startswith(".") for part in path.parts)
    return path.suffix.lower() in SUFFIXES and not hidden


def _source(path: Path, name: str) -> bytes:
    return _bounded(read_regular(path, MAX_FILE + 1), name)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_FILE:
        raise SubmissionError(f"{visible(name, 200)} is larger than {MAX_FILE >> 20} MB: hand in code, not data")
    return data


def _read_folder(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for folder, folders, names in path.walk() if hasattr(path, "walk") else _walk(path):
        folders[:] = sorted(name for name in folders if name not in _RUBBISH and not name.startswith("."))
        for name in sorted(names):
            file = folder / name
            inside = PurePosixPath(file.relative_to(path).as_posix())
            # A link could point at another submission or at the solutions.
            if not _wanted(inside) or file.is_symlink() or not file.is_file():
                continue
            files[str(inside)] = _source(file, name)
            total += len(files[str(inside)])
            _check_total(len(files), total)
    return files


def _walk(path: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Path.walk for Python 3.11."""
    import os

    for folder, folders, names in os.walk(path):
        yield Path(folder), folders, names


def _check_total(count: int, total: int) -> None:
    if count > MAX_FILES or total > MAX_TOTAL:
        raise SubmissionError(
            f"the submission holds more than {MAX_FILES} source files or {MAX_TOTAL >> 20} MB: hand in the exercise files only"
        )


class _InPieces:
    """A file that refuses to be read in large pieces. zipfile reads the whole list of entries at once, however long it is."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self.most = file, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self.most:
            raise SubmissionError("the zip lists too many files: hand in the exercise files only")
        return self._file.read(size)


def _read_zip(path: Path) -> dict[str, bytes]:
    """The sources in a zip, read in memory: names are labels here, so none can lead outside."""
    files: dict[str, bytes] = {}
    total = 0
    opened = open_regular(path.resolve())
    try:
        with opened:
            pieces = _InPieces(opened, MAX_LIST)
            archive = zipfile.ZipFile(pieces)
            pieces.most = MAX_FILE + 1
            for info in archive.infolist():
                inside = PurePosixPath(info.filename.replace("\\", "/"))
                link = stat.S_ISLNK(info.external_attr >> 16)
                if not _wanted(inside) or info.is_dir() or link or ".." in inside.parts or inside.is_absolute():
                    continue
                if info.compress_type not in _COMPRESSIONS:
                    raise NotImplementedError("it is compressed in an unusual way")
                with archive.open(info) as member:  # the announced size may lie; read no more than is allowed
                    data = _bounded(member.read(MAX_FILE + 1), info.filename)
                if str(inside) in files:
                    raise SubmissionError(f"{path.name} holds {visible(str(inside), 200)} twice: zip the folder again")
                files[str(inside)] = data
                total += len(data)
                _check_total(len(files), total)
    except SubmissionError:
        raise
    except Exception as error:  # what zipfile raises of a damaged archive is no closed set
        reason = "it is encrypted" if "encrypted" in str(error) else visible(str(error), 200)
        raise SubmissionError(
            f"{path.name} cannot be unpacked ({reason}): zip the folder again, without a password"
        ) from None
    return files
