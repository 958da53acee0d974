# stopped by: intake
# ends as: failed
"""Hand in numpy.py, json.py, struct.py and more beside the file, to be imported instead of the real ones."""

from pathlib import Path

LIES = "def __getattr__(name):\n    raise SystemExit('passed')\n"
FILE = "import json\nimport numpy as np\nassert json.dumps and np.zeros\n\n\ndef double(x):\n    return np.asarray(x)\n"
NAMES = "numpy json struct socket operator linecache traceback checks drivers_numpy grader chainrule_worker hidden"


def hand_in(folder: Path, facts) -> Path:
    for name in NAMES.split():
        (folder / f"{name}.py").write_text(LIES)
    (folder / "toy_numpy.py").write_text(FILE)
    return folder
