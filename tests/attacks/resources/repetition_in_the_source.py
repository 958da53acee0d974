# stopped by: design
"""Let the compiler fold constants into a text of gigabytes, and give it a hundred thousand statements."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    folded = "BIG = ((('a' * 4000) * 4000) * 4000, 2 ** 99999 ** 2 if False else 0)\n"
    path.write_text(folded + "x = 1\n" * 60_000 + "def double(x):\n    return x\n")
    return path
