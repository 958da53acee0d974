# stopped by: intake
# ends as: failed
"""Pack files whose names lead out of the folder into which they would be unpacked."""

import zipfile
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../open/kept.txt", "../harm.py", "/tmp/harm-{token}.py", "..\\..\\harm.py", "C:\\harm.py"):
            archive.writestr(name.format(**facts), "raise SystemExit('passed')\n")
        archive.writestr("work/toy_numpy.py", "def double(x):\n    return x\n")
    return path
