# stopped by: design
# ends as: crashed
# says: SIGKILL
"""End like a process that ran out of memory."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
