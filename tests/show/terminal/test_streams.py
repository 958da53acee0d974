"""What commands print arrives wherever it goes."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "utf-8"])
def test_what_an_encoding_lacks_is_printed_as_something_near(encoding):
    """One character for one; nothing is refused."""
    imports = (
        "from grader.show.terminal.console import note, out; from grader.show.terminal.streams import print_anywhere; "
    )
    code = imports + "print_anywhere(); out.print('✓ ▁█ → 漢 é'); note('…')"
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode(encoding)
    printed = done.stdout.decode(encoding).strip()
    assert len(printed) == len("✓ ▁█ → 漢 é")
    if encoding == "ascii":
        assert printed == "+ 1# > ? ?" and b"note: ~" in done.stderr
    if encoding == "cp1252":
        assert printed == "+ 1# > ? é"
