# stopped by: time limit
# ends as: timed_out
"""Announce a buffer and send half of it."""

import os
import stat
import struct
import time


def double(x):
    header = b'{"value":["a",0,"<f8",[4,3]],"changes":["l"]}'
    frame = struct.pack("<IIQ", len(header), 1, 96) + header + bytes(48)
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, frame)
        except OSError:
            pass
    time.sleep(60)
