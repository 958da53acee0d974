# stopped by: intake
# ends as: refused
# says: files and folders: hand in only the exercise files
"""Hand in a folder of more files than anyone wants to list."""

import os
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work"
    path.mkdir()
    (path / "toy_numpy.py").write_text("def double(x):\n    return x\n")
    for group in range(4):  # a file has at most 65,000 names
        (path / f"seed-{group}").touch()
        for number in range(25_000):
            os.link(path / f"seed-{group}", f"{path}/data-{group}-{number}")
    return path
