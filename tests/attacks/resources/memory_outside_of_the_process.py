# stopped by: seccomp
# harm: claimed
"""Keep memory in files without a name and in segments that outlive the process."""

import ctypes
import os

REMOVE = 0


def double(x):
    libc = ctypes.CDLL(None)
    segment = libc.shmget(0, 1 << 20, 0o1600)
    if segment >= 0:
        libc.shmctl(segment, REMOVE, None)
        print("HARM " + "DONE")
    os.close(os.memfd_create("kept"))
    print("HARM " + "DONE")
    return x
