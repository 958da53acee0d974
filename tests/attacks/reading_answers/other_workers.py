# stopped by: landlock
# harm: read
"""Look at the folders and descriptors of every other process, through /proc."""

import os


def double(x):
    for process in filter(str.isdigit, os.listdir("/proc")):
        for inside in ("root/<planted>/class", "cwd", "fd"):
            try:
                print(os.listdir(f"/proc/{process}/{inside}")[:50])
            except OSError:
                pass
    return x
