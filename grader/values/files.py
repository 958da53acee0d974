"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import UsageError


def write_whole(path: Path, data: str | bytes) -> None:
    """Write beside and rename: a reader, or a run that is cut off, never meets half a file."""
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
    """`path`, made if it is not there; raises UsageError where nothing can be written in it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path):
            return path
    except OSError as error:
        raise UsageError(f"{path} cannot be written to ({error.strerror}): choose another folder with --out") from None
