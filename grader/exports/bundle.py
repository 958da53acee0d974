"""Collect the files with which any platform can grade: this package, the chosen topics, their solutions and a secret.

A bundle contains nothing else:

install.sh                  makes a Python environment from the packages beside it
chainrule-….whl             this package
requirements.txt            the packages that it needs, in the versions with which the topics were tested here
requirements-LIBRARY.txt    a library that only some parts need (torch), only if such a part is graded
torch-index                 optional: the index for torch, if torch has another index than the other packages
wheels/                     optional: the packages themselves, for a machine without a network
course/                     readable only by the grader: exercises/, solutions/, course.toml, secret, settings.json
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.files import write_whole
from ..values.parts import PARTS, TABLE, TORCH, libraries_of
from . import settings as settings_file
from .settings import Settings
from .wheel import pinned, requirements, wheel, zipped

COURSE = "course"
PUBLIC, PRIVATE, PROGRAM = 0o644, 0o600, 0o755
_NOT_GRADED = ("pictures.py", "hints.toml")  # files of a topic that people look at and grading does not need

Files = dict[str, tuple[bytes, int]]  # the bytes and the mode of each file, by path


def collect(
    topics: Sequence[Topic], settings: Settings, secret: bytes, wheels: Path | None = None, torch_index: str = ""
) -> Files:
    """Return the files of a bundle.

    topics       topics with their solutions
    wheels       a folder of packages to include
    torch_index  the address of an index that has torch's builds for the CPU
    """
    name, data = wheel()
    bundle: Files = {
        name: (data, PUBLIC),
        "requirements.txt": (_lines(requirements()), PUBLIC),
        "install.sh": template("install.sh"),
    }
    for library in libraries_of(settings.parts):
        if library not in TABLE[PARTS[0]].libraries:  # requirements.txt has these, since the package needs them itself
            bundle[f"requirements-{library.name}.txt"] = (_lines([pinned(library.name)]), PUBLIC)
    if torch_index and TORCH in libraries_of(settings.parts):
        bundle["torch-index"] = (_lines([torch_index]), PUBLIC)
    if wheels is not None:
        bundle |= {f"wheels/{path.name}": (path.read_bytes(), PUBLIC) for path in _wheels(wheels)}
    private = {settings_file.FILE: settings.as_json().encode(), "secret": secret + b"\n"}
    for topic in topics:
        for needed in (topic, *topic.all_used):
            private |= dict(_graded(needed))
    course = topics[0].course.path if topics else None
    if course and course.is_file():
        private["course.toml"] = course.read_bytes()
    return bundle | {f"{COURSE}/{name}": (data, PRIVATE) for name, data in private.items()}


def template(name: str) -> tuple[bytes, int]:
    """Return a program of this package that a platform starts, with its mode."""
    return files(__package__).joinpath("templates", name).read_bytes(), PROGRAM


def write_zip(path: Path, bundle: Files) -> None:
    """Write the bundle as a zip, completely or not at all. Only the owner may read it, because it contains the solutions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, zipped(bundle))
    path.chmod(PRIVATE)


def _graded(topic: Topic) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a topic that grading needs. Other right solutions, recordings and pictures are left out."""
    assert topic.secret_folder
    for place, folder in (("exercises", topic.folder), ("solutions", topic.secret_folder)):
        for path in sorted([*folder.iterdir(), *folder.glob("mistakes/*")]):
            needed = path.suffix in (".py", ".toml") or path.name == "README.md"  # the README's heading is the title
            if needed and path.is_file() and path.name not in _NOT_GRADED:
                yield f"{place}/{topic.name}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _wheels(folder: Path) -> list[Path]:
    paths = sorted(folder.glob("*.whl"))
    if not paths:
        raise UsageError(
            f"{folder} contains no wheels: download them with `pip download --only-binary :all: --dest {folder} …`"
        )
    return paths


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
