"""Standard streams that take every text, whatever their encoding lacks."""

from __future__ import annotations

import codecs
import io
import sys

# One character for one, so that columns stay: a Windows console, a file there, or LANG=C knows none of ours.
_PLAIN = str.maketrans("✓✗…·→–█░▁▂▃▄▅▆▇", "+x~.>-#.1234567")


def print_anywhere() -> None:
    """From now on what the output's encoding lacks is printed as something near, not refused."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(character if character.isascii() else "?" for character in text), error.end
