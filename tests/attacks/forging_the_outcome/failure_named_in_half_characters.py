# stopped by: design
# ends as: crashed
"""Send a failure of its own making, with half of a character in each text."""

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
    frames = '["l",["l","\\ud800.py",3,"\\ud800","\\ud800"]]'
    tell('{"error":{"type":"\\ud800","message":"\\ud800","frames":' + frames + ',"not_written":false,"missing":""}}')
    return x
