# stopped by: design
# ends as: crashed
"""Send points of curves without names, and with names of blanks."""

import os
import stat
import struct


def tell(header):
    data = header.encode()
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, struct.pack("<II", len(data), 0) + data)
        except OSError:
            pass


def double(x):
    tell('{"point":{"":1.0,"   ":2.0}}')
    return x
