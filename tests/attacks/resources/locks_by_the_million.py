# stopped by: seccomp
# harm: claimed
"""Lock every second byte of a file: each lock is kept in the kernel's memory, which no limit counts."""

import fcntl
import os
import struct

LOCK = (
    37  # F_OFD_SETLK: such a lock stands in the way of another descriptor of this process, which shows that it is kept
)


def double(x):
    with open("locked", "wb") as file, open("locked", "rb+") as other:
        try:
            for byte in range(2000, 0, -2):
                fcntl.fcntl(file, LOCK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
            fcntl.fcntl(other, LOCK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 3000, 0))
        except BlockingIOError:
            print("HARM " + "DONE")
    return x
