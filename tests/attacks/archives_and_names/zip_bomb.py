# stopped by: intake
# ends as: not_written
# says: larger than
"""Pack two gigabytes into a few kilobytes."""

import zipfile
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("toy_numpy.py", b"#" * (64 << 20))
    return path
