# stopped by: bounds
# ends as: failed
"""Make folders that nobody may enter or remove, with files in them and names that are no text."""

import os


def double(x):
    os.makedirs("a/b")
    open("a/b/file", "w").close()
    open(b"a/\xff\x1b[2J\n", "w").close()
    os.mkdir("locked", 0o000)
    os.umask(0o777)
    os.mkdir("a/locked")
    return x
