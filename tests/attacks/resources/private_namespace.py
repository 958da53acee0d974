# stopped by: seccomp
# harm: claimed
"""Become root of a user namespace, from which much more of the kernel can be reached."""

import ctypes

NEW_USER = 0x10000000


def double(x):
    libc = ctypes.CDLL(None)
    if libc.unshare(NEW_USER) == 0:
        print("HARM " + "DONE")
    return x
