"""A topic that `grader new` has just written and built, and edits of its files."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from grader.authoring.build import build
from grader.authoring.scaffold import write_topic
from grader.topics.topic import Topic


def fresh(root: Path, name: str = "toy") -> Topic:
    """The topic as it is on disk now."""
    return Topic(name, root / "exercises" / name, root / "solutions" / name)


def built(root: Path, name: str = "toy") -> Topic:
    """Put the two folders of a new topic with a NumPy part into `root`, built. They are made once for all tests of a process."""
    shutil.copytree(_made(name), root, dirs_exist_ok=True)
    return fresh(root, name)


@functools.cache
def _made(name: str) -> Path:
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    write_topic(name, root / "exercises", root / "solutions")
    build(fresh(root, name), write=True)
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
