# stopped by: bounds
# says: its answers hold more than
"""Forge a reply that says of an argument that it has become very large."""

import os
import stat
import struct

SIZE = 70 << 20
HEADER = b'{"value":1,"changes":["l",{"path":["l",["l",0],0],"array":["a",0,"<f8",[%d]]}],"kept":["l"]}' % (SIZE // 8)


def total(x):
    channel = next(number for number in range(3, 64) if is_socket(number))
    os.write(channel, struct.pack("<IIQ", len(HEADER), 1, SIZE) + HEADER)
    for _ in range(SIZE >> 20):
        os.write(channel, bytes(1 << 20))
    return x


def is_socket(descriptor):
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False
