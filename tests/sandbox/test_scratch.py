"""The folder of a worker: bounded while the worker runs, and gone afterwards, whatever was made in it."""

import os
from pathlib import Path

import pytest

from grader.sandbox import scratch as module
from grader.sandbox.scratch import Scratch, ScratchFull

DEEP = 3000  # folders: more than Python's stack and this process's descriptors would bear


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A folder among the test's own."""
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    made = Scratch()
    yield made
    made.remove()
    assert not list(tmp_path.iterdir())


def nest(folder: str, depth: int) -> None:
    """Folders one below the other, too long for a path."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def test_an_ordinary_folder_is_fine_and_goes(scratch):
    """Files, folders and links that lead outside: the links go, not what they lead to."""
    outside = Path(scratch.path).parent / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    inside = Path(scratch.path)
    (inside / "a" / "b").mkdir(parents=True)
    (inside / "a" / "b" / "file").write_text("x")
    (inside / "a" / "link").symlink_to(outside)
    (inside / "link").symlink_to(outside)
    scratch.look()
    scratch.remove()
    assert not inside.exists()
    assert (outside / "kept").read_text() == "kept"
    (outside / "kept").unlink()
    outside.rmdir()


def test_folders_deeper_than_any_stack(scratch):
    """They count as too much, and they go."""
    nest(scratch.path, DEEP)
    with pytest.raises(ScratchFull):
        scratch.look()
    scratch.remove()
    assert not Path(scratch.path).exists()


def test_folders_that_nobody_may_enter(scratch):
    """Their permissions do not keep them."""
    folder = Path(scratch.path) / "locked" / "inside"
    folder.mkdir(parents=True)
    (folder / "file").write_text("x")
    folder.chmod(0)
    folder.parent.chmod(0o300)
    scratch.remove()
    assert not Path(scratch.path).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_what_cannot_be_looked_into_counts_as_too_much(scratch):
    """It may hold anything."""
    (Path(scratch.path) / "dark").mkdir(mode=0o300)
    with pytest.raises(ScratchFull):
        scratch.look()


@pytest.mark.parametrize(("limit", "value"), [("MAX_BYTES", 1 << 12), ("MAX_ENTRIES", 2)])
def test_bounds(scratch, monkeypatch, limit, value):
    """Bytes and entries are counted, in folders too; holes are not."""
    monkeypatch.setattr(module, limit, value)
    (Path(scratch.path) / "a").mkdir()
    with (Path(scratch.path) / "a" / "hole").open("wb") as file:
        file.truncate(1 << 30)
    scratch.look()
    (Path(scratch.path) / "a" / "file").write_bytes(b"x" * (1 << 13))
    with pytest.raises(ScratchFull):
        scratch.look()


def test_removed_twice(scratch):
    """The second time there is nothing to do."""
    scratch.remove()
    scratch.remove()
