"""Standard streams that print every text, even if their encoding lacks some of its characters."""

from __future__ import annotations

import codecs
import io
import sys

# Each sign has a replacement of one character, so columns stay aligned. A Windows console, a file on Windows and LANG=C
# cannot encode these signs.
_PLAIN = str.maketrans("✓✗…·→–█░▁▂▃▄▅▆▇", "+x~.>-#.1234567")


def print_anywhere() -> None:
    """Change standard output and standard error: a character that the encoding lacks is printed as a similar one."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(character if character.isascii() else "?" for character in text), error.end
