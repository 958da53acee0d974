# stopped by: own user, landlock, seccomp
# harm: signal
# needs: landlock 6
"""Kill another process of this machine."""

import os
import signal


def double(x):
    os.kill(int("<sibling>"), signal.SIGKILL)
    return x
