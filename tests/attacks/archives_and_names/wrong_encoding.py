# stopped by: intake
# ends as: raised
# says: Save it as UTF-8
"""Hand in a text in Latin-1 that does not say so, with a NUL in it."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    path.write_bytes("# Größe\ndef double(x):\n    return x\n".encode("latin-1") + b"\0")
    return path
