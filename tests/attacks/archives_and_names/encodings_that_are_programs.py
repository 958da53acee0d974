# stopped by: intake
# ends as: raised
# says: Save it as UTF-8
"""Declare an encoding whose decoding takes hours."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    path.write_bytes(b"# coding: punycode\n" + b"b" * 1_000_000 + b"-" + b"a" * 2_000_000)
    return path
