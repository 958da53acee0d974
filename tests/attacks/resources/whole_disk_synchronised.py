# stopped by: seccomp
# harm: claimed
"""Make every program on the machine wait until all disks have written all that they hold."""

import ctypes
import os
import platform

SYNC, SYNCFS = (162, 306) if platform.machine() == "x86_64" else (81, 267)


def double(x):
    libc = ctypes.CDLL(None)
    here = os.open(".", os.O_RDONLY)
    if libc.syscall(SYNC) == 0 or libc.syscall(SYNCFS, here) == 0:
        print("HARM " + "DONE")
    return x
