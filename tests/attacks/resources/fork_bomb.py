# stopped by: seccomp
# harm: process
"""Fork in a loop (five times here), each copy in a session of its own."""

import os
import time


def double(x):
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            os.closerange(0, 64)
            time.sleep(20)
            os._exit(0)
    return x
