# stopped by: intake
# says: larger than
"""Hand in a source text of three megabytes."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    path.write_text("DATA = '''" + "0123456789\n" * 280_000 + "'''\n\n\ndef double(x):\n    return x\n")
    return path
