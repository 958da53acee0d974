# stopped by: bounds
# says: scratch folder
"""Fill the disk with files that are removed and closed, of each of which one page stays mapped."""

import ctypes
import mmap
import os

LIBC = ctypes.CDLL(None)
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


def total(x):
    for _ in range(100):
        with open("a", "wb+") as file:
            file.write(bytes(15 << 20))
            file.flush()
            LIBC.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_PRIVATE, file.fileno(), 0)
        os.unlink("a")
    while True:
        pass
