"""Read or make the secret of a course. Hidden inputs are drawn from the secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ..values.errors import UsageError


def course_secret(path: Path | None, out: Path) -> bytes:
    """Return the secret in `path`. Without a path, return the secret in the folder `out`, which is made if there is none."""
    if path is not None:
        return read_secret(path)
    own = out / "secret"
    if not own.exists():
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    return read_secret(own)


def read_secret(path: Path) -> bytes:
    """Return the secret in a file, without white space around it.

    Raises UsageError if the file cannot be read, or if the secret is shorter than 8 bytes.
    """
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"the secret {path} cannot be read: {error.strerror}") from None
    if len(secret) < 8:
        raise UsageError(f"the secret in {path} is shorter than 8 bytes: put a long random text there")
    return secret
