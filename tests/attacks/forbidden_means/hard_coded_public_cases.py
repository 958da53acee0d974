# stopped by: design
# ends as: failed
"""Know the answers to the inputs that everyone gets at home, and no others."""

from pathlib import Path

from grader.checks.seeds import Rng, seed_for

TEXT = """
import numpy as np

KNOWN = {known}


def double(x):
    return np.array(KNOWN[x.tobytes()]) if x.tobytes() in KNOWN else np.zeros_like(x)
"""


def hand_in(folder: Path, facts) -> Path:
    known = {}
    for check in ("doubles_every_entry", "leaves_the_input_alone"):
        x = Rng(seed_for(check)).normal(size=(4, 3))
        known[x.tobytes()] = (2 * x).tolist()
    path = folder / "toy_numpy.py"
    path.write_text(TEXT.format(known=known))
    return path
