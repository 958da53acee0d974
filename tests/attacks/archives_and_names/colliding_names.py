# stopped by: intake
# ends as: not_written
# says: twice
"""Pack two files under one name, the second after the first was looked at."""

import warnings
import zipfile
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("toy_numpy.py", "def double(x):\n    return x\n")
        archive.writestr("toy_numpy.py", "def double(x):\n    return 3 * x\n")
    return path
