# stopped by: design
"""Nest an expression so deeply that the compiler cannot take it."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    path.write_text("def double(x):\n    return " + "-" * 200_000 + "x\n")
    return path
