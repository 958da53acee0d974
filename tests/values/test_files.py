"""Files are written whole, and only regular files are read."""

import os
import sys

import pytest
from support.special import special

from grader.values.errors import UsageError
from grader.values.files import open_regular, read_regular, writable_folder, write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    """A failure leaves what was there, and nothing beside it."""
    path = tmp_path / "a.txt"
    write_whole(path, "one")
    write_whole(path, b"two")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_bytes() == b"two" and list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_can_be_written_in(tmp_path):
    """It is made if it is not there; a file in its place is refused with the next step."""
    assert writable_folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another folder with --out"):
        writable_folder(tmp_path / "file")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_folder_that_is_made_is_its_owners_alone(tmp_path):
    """A folder that was there keeps its mode."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there").chmod(0o755)
    modes = [writable_folder(tmp_path / name).stat().st_mode & 0o777 for name in ("there", "new")]
    assert modes == [0o755, 0o700]


def test_as_much_of_a_file_as_is_wanted(tmp_path):
    """Its size is not asked."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"12345")
    assert (read_regular(path, 3), read_regular(path, 9)) == (b"123", b"12345")
    with open_regular(path) as file:
        assert file.read() == b"12345"


@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, kind):
    """Opening a pipe without a writer would wait for ever."""
    special(tmp_path / "x.py", kind)
    with pytest.raises(OSError, match="it is not a regular file"):
        read_regular(tmp_path / "x.py", 10)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system does not refuse links")
def test_links_and_folders_are_refused(tmp_path):
    """A link could lead to another submission; a folder may be called like a file."""
    (tmp_path / "a.py").write_text("secret")
    (tmp_path / "link.py").symlink_to(tmp_path / "a.py")
    (tmp_path / "folder.py").mkdir()
    for name in ("link.py", "folder.py"):
        with pytest.raises(OSError, match="it is not a regular file"):
            read_regular(tmp_path / name, 10)


def test_a_pipe_that_takes_the_place_of_a_file(tmp_path, monkeypatch):
    """What was asked before the opening may be another file by then: it is asked again."""
    (tmp_path / "a.py").write_text("")
    special(tmp_path / "x.py", "pipe")
    regular = (tmp_path / "a.py").lstat()
    monkeypatch.setattr(type(tmp_path), "lstat", lambda _: regular)
    with pytest.raises(OSError, match="it is not a regular file"):
        read_regular(tmp_path / "x.py", 10)
