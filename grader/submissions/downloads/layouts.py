"""Find the attempts of each student in the download of a platform.

A download is recognised by the names in it. Nothing is unpacked to disk and nothing is executed.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from ...course.late import NEVER
from ...values.errors import SubmissionError, UsageError
from ...values.text import MAX_NAME, plural, visible
from .. import intake
from . import file_names, gradescope
from .file_names import ParsedName

MAX_ZIPS = 20  # in one attempt
_SOURCES = (*intake.SUFFIXES, ".zip")


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One attempt of one student. Names from platforms and students are escaped by `visible`."""

    student: str  # the platform's identifier of the student, or the name of the file or folder
    name: str = ""
    email: str = ""
    paths: tuple[Path, ...] = ()  # the files, folders and zips of the attempt
    names: tuple[str, ...] = ()  # the name of each path when it was handed in
    when: datetime.datetime | None = None  # with a time zone; None if the download gives no time
    number: int = 1  # counted per student; the earliest attempt is 1
    late: bool = False  # True if the platform marks the attempt as late without the number of days
    label: str = ""  # the name of the attempt, which no other attempt of the class has; `attempts` gives it


def label(student: str, number: int, taken: Container[str]) -> str:
    """A name for an attempt that is not among the names `taken`: "ann", or "ann, attempt 2"."""
    name = plain = student if number == 1 else f"{student}, attempt {number}"
    count = 1
    while name in taken:
        count += 1
        name = f"{plain} ({count})"
    return name


@dataclasses.dataclass(frozen=True)
class Download:
    """The attempts in a folder. `layout` is a sentence about the layout that was recognised."""

    layout: str
    attempts: tuple[Attempt, ...]


def attempts(folder: Path) -> Download:
    """Return every attempt in a folder of submissions, whichever platform it comes from.

    Raises UsageError if the folder does not exist or contains no submissions.
    """
    if folder.suffix.lower() == ".zip" and folder.is_file():
        raise UsageError(f"{folder} is a zip: unpack it and name the folder that holds the submissions")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: name the folder that holds the submissions")
    entries = _entries(folder)
    download = _recognise(folder, entries)
    if not download:
        by_name = _by_name(entries)
        layout = f"Folders and files by their names: {plural(len(by_name), 'submission')}.{_around(entries)}"
        download = Download(layout, by_name)
    if not download.attempts:
        raise UsageError(
            f"{folder} contains no submissions: put folders or .zip, .ipynb or .py files there, or name another folder"
        )
    return dataclasses.replace(download, attempts=_numbered(download.attempts))


def read(attempt: Attempt) -> dict[str, bytes]:
    """Return the sources in all paths of an attempt, by the names that the student gave. May raise SubmissionError."""
    files: dict[str, bytes] = {}
    for path, name in zip(attempt.paths, attempt.names, strict=True):
        if path.is_symlink():  # it could lead to another submission, or to the solutions
            raise SubmissionError(f"{visible(path.name, MAX_NAME)} is a link: hand in the files themselves")
        if path.is_dir():
            sources = _read_folder(path)
        elif path.suffix.lower() in _SOURCES:
            sources = intake.read(path)
        else:
            continue  # for example, a report beside the code
        if path.suffix.lower() in intake.SUFFIXES and path.is_file():
            _add(files, {name: sources[path.name]})
        else:
            _add(files, sources, "" if len(attempt.paths) == 1 else f"{Path(name).stem}/")
    return files


def _read_folder(path: Path) -> dict[str, bytes]:
    """Return the sources in a folder. If it has none, return those in its zips: on Moodle students hand in zips."""
    files = intake.read(path)
    if not files:
        zips = [file for file in sorted(path.iterdir()) if file.suffix.lower() == ".zip" and not file.is_symlink()]
        if len(zips) > MAX_ZIPS:
            raise SubmissionError(f"there are more than {MAX_ZIPS} zips: hand in one zip of the exercise files")
        for archive in zips:
            _add(files, intake.read(archive), "" if len(zips) == 1 else f"{archive.stem}/")
    return files


def _add(files: dict[str, bytes], more: Mapping[str, bytes], prefix: str = "") -> None:
    for name, data in more.items():
        if prefix + name in files:
            raise SubmissionError(f"{visible(prefix + name, MAX_NAME)} was handed in twice: keep the file that counts")
        files[prefix + name] = data
    if len(files) > intake.MAX_FILES or sum(map(len, files.values())) > intake.MAX_TOTAL:
        raise SubmissionError("the submission is larger than the limit: hand in only the exercise files")


def _entries(folder: Path) -> list[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror or error}") from None
    return [path for path in paths if not path.name.startswith(".") and path.name not in intake.LEFT_BY_TOOLS]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _recognise(folder: Path, entries: Sequence[Path]) -> Download | None:
    """Return the attempts if the folder has the layout of a platform. Other entries become attempts by their names."""
    if _is_gradescope(entries):
        return _gradescope(folder, entries)
    if (clones := _github(folder, entries)) is not None:
        return clones
    for platform, parse in (("Moodle", lambda path: file_names.moodle(path.name)), ("Canvas", _canvas)):
        parsed = {path: name for path in entries if (name := parse(path))}
        others = [path for path in entries if path not in parsed and _is_submission(path)]
        if len(parsed) > len(others):
            own = _one_per_student(parsed)
            layout = f"{platform}'s download: {plural(len(own), 'student')}{_other_names(others)}."
            return Download(layout, own + _by_name(others))
    return None


def _around(entries: Sequence[Path]) -> str:
    """Return the advice for a folder that may lie around a download.

    It is not looked into by itself: a student who is alone in a folder could hand in what looks like a download, and so submit
    in the name of others.
    """
    if len(entries) != 1 or not _is_folder(entries[0]):
        return ""
    inner = _entries(entries[0])
    if not _is_gradescope(inner) and not _recognise(entries[0], inner):
        return ""
    name = visible(entries[0].name, MAX_NAME)
    return f" {name} looks like a platform's download: if it is that, and no submission, name the folder {name}."


def _is_gradescope(entries: Sequence[Path]) -> bool:
    """Return whether this is Gradescope's export: its list, and no more submissions under other names than under its own.

    Elsewhere a student may have handed in a file with the name of the list.
    """
    submissions = [path for path in entries if _is_submission(path)]
    own = [path for path in submissions if gradescope.FOLDER.fullmatch(path.name)]
    return any(path.name == gradescope.METADATA for path in entries) and 2 * len(own) >= len(submissions)


def _other_names(others: Sequence[Path]) -> str:
    return f", and {plural(len(others), 'submission')} under other names" if others else ""


def _is_submission(path: Path) -> bool:
    return path.is_symlink() or path.is_dir() or path.suffix.lower() in _SOURCES


def _canvas(path: Path) -> ParsedName | None:
    return None if path.is_dir() else file_names.canvas(path.name)


def _one_per_student(parsed: Mapping[Path, ParsedName]) -> tuple[Attempt, ...]:
    """Join the files of each student into one attempt."""
    by_student: dict[str, list[tuple[Path, ParsedName]]] = {}
    for path, name in parsed.items():
        by_student.setdefault(name.student, []).append((path, name))
    # In blind marking Moodle calls every student "Participant".
    anonymous = len({name.name for name in parsed.values()}) == 1 < len(by_student)
    attempts = []
    for student, files in by_student.items():
        names = file_names.original_names(files)
        attempt = Attempt(
            visible(student, MAX_NAME),
            name="" if anonymous else visible(files[0][1].name, MAX_NAME),
            paths=tuple(names),
            names=tuple(names.values()),
            late=any(name.late for _, name in files),
        )
        attempts.append(attempt)
    return tuple(attempts)


def _github(folder: Path, entries: Sequence[Path]) -> Download | None:
    """Return the attempts in clones of GitHub Classroom; None if the folder does not consist of clones.

    `gh classroom clone` makes a folder ASSIGNMENT-USERNAME for each student in ASSIGNMENT-submissions. The times of
    commits are ignored, because the person who commits sets them.
    """
    clones = [path for path in entries if _is_folder(path) and _is_folder(path / ".git")]
    others = [path for path in entries if path not in clones and _is_submission(path)]
    if len(clones) <= len(others):
        return None
    prefix = folder.resolve().name.removesuffix("-submissions") + "-"
    if not all(path.name.startswith(prefix) for path in clones):
        names = [path.name for path in clones]
        common = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 - the prefix in characters is meant
        prefix = common[: common.rfind("-") + 1]
    own = tuple(_single(path, path.name.removeprefix(prefix) or path.name) for path in clones)
    assignment = f" of {visible(prefix[:-1], MAX_NAME)}" if prefix else ""
    layout = f"Clones of repositories{assignment}: {plural(len(own), 'student')}{_other_names(others)}."
    return Download(layout, own + _by_name(others))


def _gradescope(folder: Path, entries: Sequence[Path]) -> Download:
    """Return the attempts in Gradescope's export: one attempt for each submitter of a group."""
    listed = gradescope.read(folder / gradescope.METADATA)
    submissions = [path for path in entries if path.name in listed]
    others = [path for path in entries if path.name not in listed and _is_submission(path)]
    own = [
        dataclasses.replace(
            _single(path, submitter.id or path.name),
            name=visible(submitter.name, MAX_NAME),
            email=visible(submitter.email, MAX_NAME),
            when=when,
        )
        for path in submissions
        for submitters, when in [listed[path.name]]
        for submitter in submitters or (gradescope.Submitter(),)
    ]
    students = plural(len({attempt.student for attempt in own}), "student")
    missing = len(listed) - len(submissions)
    without = f", and {plural(missing, 'submission')} without files" if missing else ""
    submitted = f"{plural(len(submissions), 'submission')} of {students}"
    layout = f"Gradescope's export: {submitted}{_other_names(others)}{without}."
    return Download(layout, tuple(own) + _by_name(others))


def _single(path: Path, student: str) -> Attempt:
    return Attempt(visible(student, MAX_NAME), paths=(path,), names=(path.name,))


def _by_name(entries: Iterable[Path]) -> tuple[Attempt, ...]:
    """Return an attempt for each folder, zip, notebook and Python file. Its name gives the student and perhaps the time.

    Equal names keep their suffix, because it is not guessed that they belong to the same student.
    """
    paths = [path for path in entries if _is_submission(path)]
    stems = [path.name if _is_folder(path) else path.stem for path in paths]
    by_name: dict[str, Attempt] = {}
    for stem, path in zip(stems, paths, strict=True):
        name = shown = visible(stem if stems.count(stem) == 1 else path.name, MAX_NAME)
        while name in by_name:  # two names that are equal after escaping
            name = f"{shown} ({len(by_name)})"
        student, when = file_names.timed(name)
        by_name[name] = dataclasses.replace(_single(path, student), when=when)
    return tuple(by_name.values())


def _numbered(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Group the attempts by student, number those of each student by time, and give each its label."""
    by_student: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_student.setdefault(attempt.student, []).append(attempt)
    taken = set(by_student)  # each first attempt has the name of its student
    numbered = []
    for student, own in by_student.items():
        for number, attempt in enumerate(sorted(own, key=lambda attempt: attempt.when or NEVER), start=1):
            name = student if number == 1 else label(student, number, taken)
            taken.add(name)
            numbered.append(dataclasses.replace(attempt, number=number, label=name))
    return tuple(numbered)
