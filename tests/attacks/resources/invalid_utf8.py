# stopped by: design
# ends as: failed
"""Print bytes that are no text, and half of a character."""

import os


def double(x):
    os.write(1, bytes(range(128, 256)) + b"\xf0\x9f\x98 \xed\xa0\x80 \xc0\xaf\n")
    return x
