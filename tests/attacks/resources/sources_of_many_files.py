# stopped by: intake
# says: larger than
"""Hand in a small file, and beside it modules of many megabytes."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    (folder / "toy_numpy.py").write_text("import data_0\n\n\ndef double(x):\n    return x\n")
    for number in range(8):
        (folder / f"data_{number}.py").write_text("DATA = '''" + "\U0001f600" * 100_000 + "'''\n")
    return folder
