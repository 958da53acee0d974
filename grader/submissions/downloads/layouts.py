"""What a platform hands out, as the attempts of each student. Only names are looked at here; nothing is unpacked or run."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...course.late import NEVER
from ...values.errors import SubmissionError, UsageError
from ...values.text import MAX_NAME, plural, visible
from .. import intake
from . import file_names, gradescope
from .file_names import Said

_SOURCES = (*intake.SUFFIXES, ".zip")


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One attempt of one student. What platforms and students named has been made visible."""

    student: str  # what the platform tells students apart by, or the name of the file or folder
    name: str = ""
    email: str = ""
    paths: tuple[Path, ...] = ()  # files, folders and zips that make it up
    names: tuple[str, ...] = ()  # what each path was called when it was handed in
    when: datetime.datetime | None = None  # aware; None where the download does not say
    number: int = 1  # among this student's, the earliest first
    late: bool = False  # marked as late by a platform that does not say by how much

    @property
    def label(self) -> str:
        """What to call it among all attempts of a class."""
        return self.student if self.number == 1 else f"{self.student}, attempt {self.number}"


@dataclasses.dataclass(frozen=True)
class Found:
    """The attempts in a folder, and a sentence that says as what it was recognised."""

    layout: str
    attempts: tuple[Attempt, ...]


def attempts(folder: Path) -> Found:
    """Every attempt in a folder of submissions, whichever platform it comes from."""
    if folder.suffix.lower() == ".zip" and folder.is_file():
        raise UsageError(f"{folder} is a zip: unpack it and name the folder that holds the submissions")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: name the folder that holds the submissions")
    entries = _entries(folder)
    found = _of_platform(folder, entries)
    if not found and len(entries) == 1 and _is_folder(entries[0]):  # what unpacking wraps around a download
        found = _of_platform(entries[0], _entries(entries[0]))
    if not found:
        plain = _plain(entries)
        found = Found(f"Folders and files by their names: {plural(len(plain), 'submission')}.", plain)
    if not found.attempts:
        raise UsageError(f"{folder} holds no submissions: folders, .zip, .ipynb or .py files")
    return dataclasses.replace(found, attempts=_numbered(found.attempts))


def read(attempt: Attempt) -> dict[str, bytes]:
    """The sources of all paths of an attempt, under the names that the student gave; raises SubmissionError."""
    files: dict[str, bytes] = {}
    for path, name in zip(attempt.paths, attempt.names, strict=True):
        if path.is_symlink():  # it could lead to another submission, or to the solutions
            raise SubmissionError(f"{visible(path.name, MAX_NAME)} is a link: hand in the files themselves")
        if path.is_dir():
            found = _read_folder(path)
        elif path.suffix.lower() in _SOURCES:
            found = intake.read(path)
        else:
            continue  # a report beside the code
        if path.suffix.lower() in intake.SUFFIXES and path.is_file():
            _add(files, {name: found[path.name]})
        else:
            _add(files, found, "" if len(attempt.paths) == 1 else f"{Path(name).stem}/")
    return files


def _read_folder(path: Path) -> dict[str, bytes]:
    """The sources in a folder; where there are none, those in the zips in it, as students hand in on Moodle."""
    files = intake.read(path)
    if not files:
        zips = [one for one in sorted(path.iterdir()) if one.suffix.lower() == ".zip" and not one.is_symlink()]
        for one in zips:
            _add(files, intake.read(one), "" if len(zips) == 1 else f"{one.stem}/")
    return files


def _add(files: dict[str, bytes], more: Mapping[str, bytes], prefix: str = "") -> None:
    for name, data in more.items():
        if prefix + name in files:
            raise SubmissionError(f"{visible(prefix + name, MAX_NAME)} was handed in twice: keep the one that counts")
        files[prefix + name] = data
    if len(files) > intake.MAX_FILES or sum(map(len, files.values())) > intake.MAX_TOTAL:
        raise SubmissionError("the submission is larger than what is read: hand in the exercise files only")


def _entries(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror or error}") from None
    return [path for path in found if not path.name.startswith(".") and path.name not in intake.LEFT_BY_TOOLS]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _of_platform(folder: Path, entries: Sequence[Path]) -> Found | None:
    """The attempts if the folder is laid out as a platform does; what does not fit in goes by its name."""
    if any(path.name == gradescope.METADATA for path in entries):
        return _gradescope(folder, entries)
    if (cloned := _github(folder, entries)) is not None:
        return cloned
    for platform, look in (("Moodle", lambda path: file_names.moodle(path.name)), ("Canvas", _canvas)):
        said = {path: one for path in entries if (one := look(path))}
        others = [path for path in entries if path not in said and _counts(path)]
        if len(said) > len(others):
            made = _joined(said)
            return Found(f"{platform}'s download: {plural(len(made), 'student')}{_and(others)}.", made + _plain(others))
    return None


def _and(others: Sequence[Path]) -> str:
    return f", and {plural(len(others), 'submission')} under other names" if others else ""


def _counts(path: Path) -> bool:
    return path.is_symlink() or path.is_dir() or path.suffix.lower() in _SOURCES


def _canvas(path: Path) -> Said | None:
    return None if path.is_dir() else file_names.canvas(path.name)


def _joined(said: Mapping[Path, Said]) -> tuple[Attempt, ...]:
    """One attempt for each student."""
    by_student: dict[str, list[tuple[Path, Said]]] = {}
    for path, one in said.items():
        by_student.setdefault(one.student, []).append((path, one))
    # In blind marking Moodle calls everybody "Participant".
    nameless = len({one.name for one in said.values()}) == 1 < len(by_student)
    made = []
    for student, own in by_student.items():
        called = file_names.called(own)
        attempt = Attempt(
            visible(student, MAX_NAME),
            name="" if nameless else visible(own[0][1].name, MAX_NAME),
            paths=tuple(called),
            names=tuple(called.values()),
            late=any(one.late for _, one in own),
        )
        made.append(attempt)
    return tuple(made)


def _github(folder: Path, entries: Sequence[Path]) -> Found | None:
    """Clones of GitHub Classroom: ASSIGNMENT-USERNAME in ASSIGNMENT-submissions, as `gh classroom clone` makes them.

    Times of commits are not looked at: whoever commits sets them.
    """
    clones = [path for path in entries if _is_folder(path) and _is_folder(path / ".git")]
    others = [path for path in entries if path not in clones and _counts(path)]
    if len(clones) <= len(others):
        return None
    prefix = folder.resolve().name.removesuffix("-submissions") + "-"
    if not all(path.name.startswith(prefix) for path in clones):
        names = [path.name for path in clones]
        common = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 - of characters, that is what is meant
        prefix = common[: common.rfind("-") + 1]
    made = tuple(_single(path, path.name.removeprefix(prefix) or path.name) for path in clones)
    of = f" of {visible(prefix[:-1], MAX_NAME)}" if prefix else ""
    return Found(f"Clones of repositories{of}: {plural(len(made), 'student')}{_and(others)}.", made + _plain(others))


def _gradescope(folder: Path, entries: Sequence[Path]) -> Found:
    """Gradescope's export: one attempt for each submitter of a group."""
    said = gradescope.read(folder / gradescope.METADATA)
    submissions = [path for path in entries if path.name in said]
    others = [path for path in entries if path.name not in said and _counts(path)]
    made = [
        dataclasses.replace(
            _single(path, who.id or path.name),
            name=visible(who.name, MAX_NAME),
            email=visible(who.email, MAX_NAME),
            when=when,
        )
        for path in submissions
        for submitters, when in [said[path.name]]
        for who in submitters or (gradescope.Submitter(),)
    ]
    students = plural(len({attempt.student for attempt in made}), "student")
    missing = len(said) - len(submissions)
    gone = f", and {plural(missing, 'submission')} without files" if missing else ""
    layout = f"Gradescope's export: {plural(len(submissions), 'submission')} of {students}{_and(others)}{gone}."
    return Found(layout, tuple(made) + _plain(others))


def _single(path: Path, student: str) -> Attempt:
    return Attempt(visible(student, MAX_NAME), paths=(path,), names=(path.name,))


def _plain(entries: Iterable[Path]) -> tuple[Attempt, ...]:
    """Each folder, zip, notebook and Python file by its name, with the time that may stand in it. Names that collide keep
    their suffix: whose they are is not guessed."""
    paths = [path for path in entries if _counts(path)]
    stems = [path.name if _is_folder(path) else path.stem for path in paths]
    found: dict[str, Attempt] = {}
    for stem, path in zip(stems, paths, strict=True):
        name = plain = visible(stem if stems.count(stem) == 1 else path.name, MAX_NAME)
        while name in found:  # two that look the same when they are made visible
            name = f"{plain} ({len(found)})"
        student, when = file_names.timed(name)
        found[name] = dataclasses.replace(_single(path, student), when=when)
    return tuple(found.values())


def _numbered(found: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts by student, each student's in the order of time."""
    by_student: dict[str, list[Attempt]] = {}
    for attempt in found:
        by_student.setdefault(attempt.student, []).append(attempt)
    return tuple(
        dataclasses.replace(attempt, number=number)
        for own in by_student.values()
        for number, attempt in enumerate(sorted(own, key=lambda attempt: attempt.when or NEVER), start=1)
    )
