# stopped by: bounds
# ends as: crashed
# says: threads and was ended
"""Start threads that wait, six thousand of them, by system calls that no limit of the language counts."""

import ctypes
import threading

threading.stack_size(32 << 10)
GATE = threading.Lock()
GATE.acquire()


def double(x):
    started = 0
    while started < 6_000:
        try:
            threading.Thread(target=GATE.acquire, daemon=True).start()
            started += 1
        except RuntimeError:  # a limit of the user's: go on without end, and hold what there is
            ctypes.CDLL(None).usleep(10_000)
