# stopped by: intake
# ends as: not_written
# says: nothing to grade
"""Pack zips into zips, each of which would be larger than the one around it."""

import io
import zipfile
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    data = b"#" * (8 << 20)
    name = "toy_numpy.py"
    for depth in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(10):
                archive.writestr(f"{copy}-{name}" if depth == 0 else f"{copy}.zip", data)
        data = buffer.getvalue()
    path = folder / "work.zip"
    path.write_bytes(data)
    return path
