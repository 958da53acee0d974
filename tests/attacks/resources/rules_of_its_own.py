# stopped by: seccomp
# harm: claimed
"""Keep rules of Landlock in the kernel's memory, 5 MB in each of a hundred files that no limit counts."""

import ctypes
import struct

CREATE, ADD_RULE, PATH_BENEATH = 444, 445, 1


def double(x):
    libc = ctypes.CDLL(None)
    rules = libc.syscall(CREATE, struct.pack("Q", 4), 8, 0)
    with open("/dev/null", "rb") as file:
        if libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", 4, file.fileno()), 0) == 0:
            print("HARM " + "DONE")
    return x
