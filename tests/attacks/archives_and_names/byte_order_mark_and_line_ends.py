# stopped by: intake
# ends as: raised
# says: toy_numpy.py, line 2
"""Write as some editors do: a byte-order mark, all kinds of line ends; and a syntax error in it."""

from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "toy_numpy.py"
    path.write_bytes(b"\xef\xbb\xbfdef double(x):\r\n    return x +\r\rdef total(x):\n\r    pass\r\n")
    return path
