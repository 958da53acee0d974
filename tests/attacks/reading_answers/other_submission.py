# stopped by: landlock
# harm: read
# ends as: raised
"""Take the answer from what someone else handed in."""

from pathlib import Path

exec(Path("<planted>/class/another/toy_numpy.py").read_text())
print(__doc__)
