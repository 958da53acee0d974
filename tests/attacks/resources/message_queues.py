# stopped by: resource limits, seccomp, landlock
# harm: claimed
"""Leave messages in a queue of the kernel's, which outlives the process."""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL("librt.so.1")
    name = b"/harm-<token>"
    queue = libc.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, None)
    if queue >= 0:
        libc.mq_unlink(name)
        print("HARM " + "DONE")
    return x
