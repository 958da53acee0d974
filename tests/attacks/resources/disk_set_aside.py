# stopped by: seccomp
# harm: claimed
"""Set disk space aside without writing to it, faster than anyone can look."""

import os


def double(x):
    with open("reserved", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 1 << 20)
    print("HARM " + "DONE")
    return x
