# stopped by: design
# ends as: crashed
"""Send a point of eight new curves a thousand times, so that a page would have megabytes."""

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
    for step in range(1000):
        points = ",".join(f'"curve {step} {n}":1.0' for n in range(8))
        tell('{"point":{' + points + "}}")
    return x
