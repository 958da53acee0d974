"""Write a file completely or not at all. Read a file only if it is a regular file."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO

from .errors import UsageError


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a temporary file in the same folder and rename it.

    A reader never sees half a file, and an interrupted run never leaves one.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def writable_folder(path: Path) -> Path:
    """Return `path`, and create the folder if it does not exist. Only its owner may enter a folder that this creates.

    Raises UsageError if the folder is not writable.
    """
    try:
        path.mkdir(0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path):
            return path
    except OSError as error:
        raise UsageError(f"{path} cannot be written to ({error.strerror}): choose another folder with --out") from None


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to read its bytes. Raises OSError for a link, a pipe, a socket, a device or a folder.

    Opening never waits: a pipe without a writer would block for ever. The kind of file is checked before opening, because
    opening some devices has effects. It is checked again after opening, because the name may refer to another file by
    then.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise _not_regular(path)
    flags = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    descriptor = os.open(path, os.O_RDONLY | flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_regular(path)
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, limit: int) -> bytes:
    """Read at most `limit` bytes from the start of a regular file; see open_regular.

    The reported size is ignored, because files in /proc report none.
    """
    with open_regular(path) as file:
        return file.read(limit)


def _not_regular(path: Path) -> OSError:
    return OSError(errno.EINVAL, "it is not a regular file", str(path))
