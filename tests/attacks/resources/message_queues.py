# stopped by: resource limits, seccomp
# harm: claimed
"""Leave messages in a queue of the kernel's, which outlives the process."""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL("librt.so.1")
    name = b"/harm-<token>"
    libc.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, None)
    if libc.mq_unlink(name) == 0:  # Landlock refuses to open a queue, after it was made
        print("HARM " + "DONE")
    return x
