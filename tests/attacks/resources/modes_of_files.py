# stopped by: own user, seccomp
# harm: write
"""Take the right to read a file from everyone, and change the times of another."""

import os


def double(x):
    os.chmod("<planted>/open/kept.txt", 0o000)
    os.utime("<planted>/course.secret", (0, 0))
    return x
