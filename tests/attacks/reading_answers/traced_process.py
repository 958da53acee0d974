# stopped by: no root powers, landlock, seccomp
# harm: claimed
# needs: ptrace
"""Seize another process as a debugger does."""

import ctypes

SEIZE, DETACH = 0x4206, 17


def double(x):
    libc = ctypes.CDLL(None)
    if libc.ptrace(SEIZE, int("<sibling>"), None, None) == 0:
        print("HARM " + "DONE")
    return x
