"""A course, and its export as Gradescope unpacks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.autograder import Autograder, exported, make_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with the topics toy and other; see autograder.make_course."""
    return make_course(tmp_path / "course")


@pytest.fixture
def unpacked(course: Path, tmp_path: Path) -> Callable[..., Autograder]:
    """`unpacked(*options)`: export the topic toy with these options, and unpack it."""

    def unpack(*options: str) -> Autograder:
        result = exported(course, *options)
        assert result.exit_code == 0, result.output
        return Autograder(tmp_path / "autograder", course / "zip.zip")

    return unpack
