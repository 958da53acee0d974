"""The secret of a course, from which hidden inputs are drawn."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ..values.errors import UsageError


def course_secret(path: Path | None, out: Path) -> bytes:
    """The secret of a run: the given file's, or one drawn for this output folder and kept there for later runs."""
    if path is not None:
        return read_secret(path)
    kept = out / "secret"
    if not kept.exists():
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    return read_secret(kept)


def read_secret(path: Path) -> bytes:
    """A secret from a file, without white space around it."""
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"the secret {path} cannot be read: {error.strerror}") from None
    if len(secret) < 8:
        raise UsageError(f"the secret in {path} is shorter than 8 bytes: put a long random text there")
    return secret
