# stopped by: intake
# ends as: not_written
"""Pack with LZMA, and damage the part that says how."""

import zipfile
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("toy_numpy.py", "def double(x):\n    return x\n" * 50)
    data = bytearray(path.read_bytes())
    start = data.find(b"toy_numpy.py") + len("toy_numpy.py") + 4
    data[start : start + 32] = b"\xff" * 32
    path.write_bytes(data)
    return path
