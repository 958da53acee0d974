# stopped by: design
# ends as: failed
"""Send a curve of numbers whose difference is infinite, and then a wrong answer."""

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
    for height in ("1.7e308", "-1.7e308", "5e-324", "NaN", "Infinity"):
        tell('{"point":{"loss":' + height + "}}")
    return x
