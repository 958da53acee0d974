"""Write the folders of a new topic: a small example of every file, or a copy of another topic under the new name.

What is written passes `grader verify` at once, which stays the guide. The templates stand in templates/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.parts import PARTS
from ..values.text import filled
from .mutation import FILE as MUTANTS

PICTURE = "output_over_input"  # the illustration of the templates
MODULES = {"numpy": "by_hand", "torch": "by_torch"}  # the names of the solutions in the topic's tests
# The files of a part, by template. With several parts, the checks of the later ones stand in files of their own.
_OF_PART = {
    "drivers_{part}.py": "exercises/drivers_{part}.py",
    "solution_{part}.py": "solutions/@TOPIC@_{part}.py",
    "mistakes_{part}.py": "solutions/mistakes/{part}_scale.py",
    "right_{part}.py": "solutions/right/loop_{part}.py",
}
_COPIED = (".py", ".toml", ".md")  # recordings and pictures are built, and so are the skeletons


def write_topic(name: str, exercises: Path, solutions: Path, parts: Sequence[str] = PARTS[:1]) -> list[Path]:
    """Write a topic with a small example of each file of these parts, and return the paths of the files.

    A folder tests/ beside the folder of topics gets the topic's tests. Raises UsageError if the topic exists already.
    """
    paths = dict(_examples(name, [part for part in PARTS if part in parts]))
    return _write(name, exercises, solutions, paths)


def write_like(name: str, other: Topic, exercises: Path, solutions: Path) -> list[Path]:
    """Write a copy of another topic under a new name, and return the paths of the files.

    Copied are the README, checks, hints, pictures, drivers, solutions, mistakes and right code, and, from a folder tests/
    beside the folder of topics, the topic's tests. Raises UsageError if the topic exists already.
    """
    if other.secret_folder is None:
        raise UsageError(f"there is no solution of {other.name}: name the folder of solutions with --solutions")
    paths: dict[str, str] = {}
    generated = {other.file_name(part) for part in other.parts}
    for place, folder in (("exercises", other.folder), ("solutions", other.secret_folder)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.suffix in _COPIED and path.is_file() and not (place == "exercises" and inside.name in generated):
                paths[f"{place}/{_renamed(inside.as_posix(), other.name, name)}"] = _copy(path, other, name)
    tests = other.folder.parent.parent / "tests" / "topics" / f"test_{other.name}.py"
    if tests.is_file():
        paths[f"tests/topics/test_{name}.py"] = _copy(tests, other, name)
    return _write(name, exercises, solutions, paths)


def _copy(path: Path, other: Topic, name: str) -> str:
    """The text of a file of another topic. Where it speaks of the topic by its name, it has the new name."""
    text = _renamed(path.read_text(encoding="utf-8"), other.name, name)
    text = re.sub(rf'(?<=solutions\("){other.name}(?="\))', name, text)
    if path.name == "README.md":
        text = re.sub(r"\A# .+", f"# {_title(name)}", text)
    return text


def _renamed(text: str, old: str, new: str) -> str:
    """The text with the new name in the names of files. Elsewhere the old name may be a word, such as the name of a layer."""
    return re.sub(rf"(?<![A-Za-z0-9_]){old}(?=_(?:{'|'.join(PARTS)})\b)", new, text)


def _examples(name: str, parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each file of a new topic with its text, by its place."""
    first = parts[0]
    words = {
        "TOPIC": name,
        "TITLE": _title(name),
        "PICTURE": PICTURE,
        "EXAMPLE": f"{name}_{first}.py",
        "FILES": " and ".join(f"`{name}_{part}.py`" for part in parts),
        "MODULES": ", ".join(MODULES[part] for part in parts) if len(parts) > 1 else f"({MODULES[first]},)",
    }
    yield "exercises/topic.toml", _filled("topic.toml", words)
    yield "exercises/README.md", _filled("README.md", words)
    yield "exercises/hints.toml", "\n".join(_filled(f"hints_{part}.toml", words) for part in parts)
    yield "exercises/pictures.py", _filled(f"pictures_{first}.py", words)
    for part in parts:
        checks = "checks.py" if part == first else f"checks_{part}.py"
        yield f"exercises/{checks}", _filled(f"checks_{part}.py", words)
        for template, place in _OF_PART.items():
            yield place.format(part=part).replace("@TOPIC@", name), _filled(template.format(part=part), words)
    tests = [_filled(f"test_{piece}.py", words) for piece in ("topic", *parts)]
    yield f"tests/topics/test_{name}.py", "".join(tests)
    yield f"solutions/{MUTANTS}", _filled("equivalent.toml", words)


def template(name: str) -> str:
    """The text of a template. Templates of Python files end in .tmpl, because they are not modules of this package."""
    file = f"{name}.tmpl" if name.endswith(".py") else name
    return files(__package__).joinpath("templates", file).read_text(encoding="utf-8")


def _filled(name: str, words: Mapping[str, str]) -> str:
    text = template(name)
    return filled(text, **{word: value for word, value in words.items() if f"@{word}@" in text})


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _write(name: str, exercises: Path, solutions: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write each text to its place. Tests are written only where there is a folder for them."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name!r} is not a valid name for a topic: use lower-case letters, digits and _ (for example layer_norm)"
        )
    folders = {"exercises": exercises / name, "solutions": solutions / name, "tests": exercises.parent / "tests"}
    for place in ("exercises", "solutions"):
        if folders[place].exists():
            raise UsageError(f"{folders[place]} exists already: choose another name, or edit that topic")
    written = []
    for inside, text in texts.items():
        place, _, rest = inside.partition("/")
        path = folders[place] / rest
        if place == "tests" and (path.exists() or not path.parent.is_dir()):
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{error.filename} cannot be written: {error.strerror}") from None
        written.append(path)
    return written
