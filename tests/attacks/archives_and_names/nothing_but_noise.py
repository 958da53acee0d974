# stopped by: intake
# ends as: not_written
"""Hand in an archive that is none."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 10)
    return path
