# stopped by: landlock
# harm: write
"""Fill /dev/shm, which is memory that outlives the process (one byte here)."""

from pathlib import Path


def double(x):
    for folder in ("/dev/shm", "/tmp", "/var/tmp"):
        try:
            Path(folder, "harm-<token>").write_bytes(b"1")
        except OSError:
            pass
    return x
