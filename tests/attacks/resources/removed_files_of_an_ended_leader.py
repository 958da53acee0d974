# stopped by: bounds
# says: scratch folder
"""Hold removed files in a process whose first thread has ended, which shows no open file any more."""

import ctypes
import os
import threading

KEPT = []


def fill():
    for _ in range(100):
        file = open("a", "wb", buffering=0)
        KEPT.append(file)
        os.unlink("a")
        file.write(bytes(15 << 20))
    while True:
        pass


def total(x):
    threading.Thread(target=fill).start()
    ctypes.CDLL(None).pthread_exit(None)
