# stopped by: own user, seccomp
# harm: limits
"""Take from another process the right to open files or to write."""

import resource


def double(x):
    resource.prlimit(int("<sibling>"), resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    return x
