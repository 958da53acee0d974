# stopped by: intake
# ends as: not_written
# says: two candidates
"""Hand in two files for one part, in different folders, so that each is the one that counts."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    for name in ("first", "second"):
        (folder / name).mkdir()
        (folder / name / "toy_numpy.py").write_text("def double(x):\n    return x\n")
    return folder
