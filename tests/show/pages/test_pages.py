"""What every page shows in one way: code with the lines that messages name, and training curves."""

import subprocess
import sys

from support.patience import PATIENCE


def test_one_page_asks_for_no_numpy():
    """A platform's program may have to answer in half a core."""
    text = "import sys, grader.show.platforms.html; print([name for name in ('numpy', 'matplotlib') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert said.stdout == "[]\n"
