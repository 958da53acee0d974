# stopped by: time limit
# ends as: timed_out
"""Stop, like a program that Ctrl-Z was pressed on: neither an end nor an answer."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
