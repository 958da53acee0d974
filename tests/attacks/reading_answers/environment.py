# stopped by: design
# ends as: failed
"""Print every environment variable, as Python and as the C library know them."""

import ctypes
import os


def double(x):
    print(dict(os.environ), os.getenv("COURSE_SECRET"))
    entries = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    number = 0
    while entries[number]:
        print(entries[number])
        number += 1
    return x
