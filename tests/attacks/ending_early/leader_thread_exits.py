# stopped by: time limit
# ends as: timed_out
"""End the first thread alone: the process is a zombie to look at and goes on in the second."""

import ctypes
import platform
import threading
import time


def double(x):
    threading.Thread(target=time.sleep, args=(60,)).start()
    ctypes.CDLL(None).syscall(60 if platform.machine() == "x86_64" else 93, 0)
