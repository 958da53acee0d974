# stopped by: seccomp
# harm: process
"""Leave a process behind that belongs to nobody: twice forked, in a session of its own."""

import os
import time


def double(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 64)
            time.sleep(20)
        os._exit(0)
    return x
