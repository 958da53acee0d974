# stopped by: intake
# ends as: raised
# says: it is not a notebook
"""Hand in a notebook that is nested too deeply to be read."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.ipynb"
    path.write_text('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}")
    return path
