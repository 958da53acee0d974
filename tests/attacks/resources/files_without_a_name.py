# stopped by: seccomp
# harm: claimed
"""Make files that never have a name."""

import os


def double(x):
    file = os.open(".", os.O_TMPFILE | os.O_RDWR)
    os.write(file, b"x" * 100)
    print("HARM " + "DONE")
    return x
