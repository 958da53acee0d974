"""A topic that `grader new` has just written, and edits of its files."""

from pathlib import Path

from grader.topics.topic import Topic


def fresh(root: Path) -> Topic:
    """The topic `toy` as it is on disk now."""
    return Topic("toy", root / "exercises" / "toy", root / "solutions" / "toy")


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
