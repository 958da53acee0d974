"""Files that are no regular files."""

import os
import socket
from pathlib import Path

import pytest


def special(path: Path, kind: str) -> None:
    """Make a pipe, a socket or a device there; skips where this system or user cannot."""
    try:
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            before = Path.cwd()
            os.chdir(path.parent)  # the path of a socket may not be long
            try:
                with socket.socket(socket.AF_UNIX) as listening:
                    listening.bind(path.name)
            finally:
                os.chdir(before)
        else:
            os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero
    except (AttributeError, OSError) as error:
        pytest.skip(f"no {kind} can be made here: {error}")
