# stopped by: intake
# ends as: not_written
"""Hand in a folder whose file is a link to the solution, and whose subfolder is one too."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    (folder / "toy_numpy.py").symlink_to(facts["planted"] + "/solutions/toy/toy_numpy.py")
    (folder / "inside").symlink_to(facts["planted"] + "/solutions/toy")
    return folder
