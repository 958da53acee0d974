"""The scratch folder of a worker: make it, check it while the worker runs, remove it. Student code writes its content."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

MAX_BYTES = 256 << 20
MAX_ENTRIES = 2_000
_LONGEST_PATH = 2000  # characters: honest programs do not nest folders more deeply


class ScratchFull(Exception):
    """The folder holds more than any honest program needs."""


class Scratch:
    """One folder, which exists until `remove`."""

    def __init__(self) -> None:
        # Without symbolic links: the layer "own file system" has the folder under this path.
        self.path = str(Path(tempfile.mkdtemp(prefix="grader-")).resolve())

    def look(self, size: int = 0, entries: int = 0) -> None:
        """Raise ScratchFull if the folder holds too much, or a folder that cannot be listed.

        `size` (bytes) and `entries` are of files that the worker holds without a name. They count too.
        """
        if size > MAX_BYTES or entries > MAX_ENTRIES:
            raise ScratchFull
        folders = [self.path]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(folder) as listing:
                    for entry in listing:
                        status = entry.stat(follow_symlinks=False)
                        size += status.st_blocks * 512
                        entries += 1
                        if stat.S_ISDIR(status.st_mode):
                            folders.append(entry.path)
                        if size > MAX_BYTES or entries > MAX_ENTRIES or len(entry.path) > _LONGEST_PATH:
                            raise ScratchFull
            except (FileNotFoundError, NotADirectoryError):  # the worker removed the folder meanwhile
                continue
            except OSError:  # a folder that cannot be listed may hold anything
                raise ScratchFull from None

    def remove(self) -> None:
        """Remove the folder and its content, of any depth and with any permissions."""
        if os.open not in os.supports_dir_fd:  # Windows; there no layer confines a worker either
            shutil.rmtree(self.path, ignore_errors=True)
            return
        with contextlib.suppress(OSError):
            top = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                _empty(top)
            finally:
                os.close(top)
            Path(self.path).rmdir()


def _empty(top: int) -> None:
    """Empty the folder with the descriptor `top`, without recursion.

    Student code can nest folders deeper than any stack. So the folders inside a folder are moved up to `top` before that
    folder is removed.
    """
    while names := os.listdir(top):
        for name in names:
            if not _is_folder(name, top):
                os.unlink(name, dir_fd=top)
                continue
            folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
            try:
                for inner in os.listdir(folder):  # noqa: PTH208
                    if _is_folder(inner, folder):
                        os.rename(inner, secrets.token_hex(16), src_dir_fd=folder, dst_dir_fd=top)
                    else:
                        os.unlink(inner, dir_fd=folder)
            finally:
                os.close(folder)
            os.rmdir(name, dir_fd=top)


def _is_folder(name: str, parent: int) -> bool:
    """Whether `name` is a folder. If so, its mode is changed so that it can be opened, emptied and moved."""
    if not stat.S_ISDIR(os.lstat(name, dir_fd=parent).st_mode):
        return False
    os.chmod(name, 0o700, dir_fd=parent)
    return True
