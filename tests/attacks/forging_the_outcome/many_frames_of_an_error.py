# stopped by: bounds
"""Answer with an exception whose traceback has twenty thousand lines, all in the judge's report."""

import json
import os
import stat
import struct


def double(x):
    frames = ["l", *(["l", "f", 1, "f", "x"] for _ in range(20_000))]
    error = {"type": "E", "message": "m", "frames": frames, "not_written": False, "missing": ""}
    header = json.dumps({"error": error}).encode()
    frame = struct.pack("<II", len(header), 0) + header
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                while frame:
                    frame = frame[os.write(descriptor, frame) :]
        except OSError:
            pass
    return x
