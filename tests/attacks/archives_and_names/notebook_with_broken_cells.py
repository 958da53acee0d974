# stopped by: design
# ends as: failed
"""Hand in a notebook with cells that exit, that do not compile, and that are no text."""

import json
from pathlib import Path

SOURCES = [
    "!rm -rf ~\n%cd /\nimport numpy as np\n",
    "def double(x):\n    return x\n",
    "def double(x:\n",
    "raise ValueError('a cell that failed')\n",
    "\x1b[2J = 1\n",
]


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.ipynb"
    cells = [{"cell_type": "code", "source": source} for source in SOURCES]
    cells.append({"cell_type": "markdown", "source": ["def double(x): return 2 * x"]})
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path
