# stopped by: own user, landlock, seccomp
# harm: signal
# needs: landlock 6
"""Send a signal to the judge with the less known calls."""

import ctypes
import os
import signal


def double(x):
    libc = ctypes.CDLL(None)
    libc.sigqueue(int("<judge>"), signal.SIGUSR2, None)
    descriptor = os.pidfd_open(int("<judge>"))
    signal.pidfd_send_signal(descriptor, signal.SIGUSR2)
    return x
