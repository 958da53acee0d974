"""What any platform needs to grade by itself: this package, the chosen topics and their solutions, a secret; nothing else.

install.sh                  makes a Python environment from what lies beside it
chainrule-….whl             this package
requirements.txt            what it needs, in the versions with which the topics were tried here
requirements-torch.txt      torch, only where a torch part is graded
torch-index                 optional: where it comes from, if not from where everything does
wheels/                     optional: the packages themselves, for a machine without a network
course/                     readable by whoever grades alone: exercises/, solutions/, course.toml, secret, settings.json
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from ..topics.topic import Topic
from ..values.errors import UsageError
from . import settings as settings_file
from .settings import Settings
from .wheel import pinned, requirements, wheel, zipped

COURSE = "course"
PUBLIC, PRIVATE, PROGRAM = 0o644, 0o600, 0o755
_NOT_GRADED = ("pictures.py", "hints.toml")  # of a topic: what is only looked at

Files = dict[str, tuple[bytes, int]]  # by path: the bytes, and the mode


def collect(
    topics: Sequence[Topic], settings: Settings, secret: bytes, wheels: Path | None = None, torch_index: str = ""
) -> Files:
    """The files of a bundle. `topics` have their solutions; `wheels` is a folder of packages to take along, `torch_index` the
    address of an index that has torch's builds for the CPU."""
    name, data = wheel()
    found: Files = {
        name: (data, PUBLIC),
        "requirements.txt": (_lines(requirements()), PUBLIC),
        "install.sh": template("install.sh"),
    }
    if "torch" in settings.parts:
        found["requirements-torch.txt"] = (_lines([pinned("torch")]), PUBLIC)
        if torch_index:
            found["torch-index"] = (_lines([torch_index]), PUBLIC)
    if wheels is not None:
        found |= {f"wheels/{path.name}": (path.read_bytes(), PUBLIC) for path in _wheels(wheels)}
    private = {settings_file.FILE: settings.as_json().encode(), "secret": secret + b"\n"}
    for topic in topics:
        private |= dict(_graded(topic))
    course = topics[0].course.path if topics else None
    if course and course.is_file():
        private["course.toml"] = course.read_bytes()
    return found | {f"{COURSE}/{name}": (data, PRIVATE) for name, data in private.items()}


def template(name: str) -> tuple[bytes, int]:
    """A program of ours that a platform starts."""
    return files(__package__).joinpath("templates", name).read_bytes(), PROGRAM


def write_zip(path: Path, bundle: Files) -> None:
    """Write the bundle as a zip, whole or not at all; only its owner may read it, since it holds the solutions."""
    from ..values.files import write_whole

    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, zipped(bundle))
    path.chmod(PRIVATE)


def _graded(topic: Topic) -> Iterator[tuple[str, bytes]]:
    """What grading reads of a topic. Right variants, recordings and pictures stay where they are."""
    assert topic.secret_folder
    for place, folder in (("exercises", topic.folder), ("solutions", topic.secret_folder)):
        for path in sorted(folder.iterdir()):
            read = path.suffix in (".py", ".toml") or path.name == "README.md"  # whose heading is the title
            if read and path.is_file() and path.name not in _NOT_GRADED:
                yield f"{place}/{topic.name}/{path.name}", path.read_bytes()


def _wheels(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.whl"))
    if not found:
        raise UsageError(
            f"{folder} holds no wheels: `pip download --only-binary :all: --dest {folder} …` puts them there"
        )
    return found


def _lines(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
