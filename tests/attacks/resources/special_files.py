# stopped by: landlock, seccomp
# harm: write
"""Make pipes that block whoever opens them, links and devices in a folder that anyone may write to."""

import os


def double(x):
    os.mkfifo("<planted>/open/report.json")
    return x
