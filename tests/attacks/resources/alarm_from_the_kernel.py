# stopped by: own user, landlock, seccomp
# harm: signal
# needs: landlock 6
"""Have the kernel send a signal to another process, without any call that sends one."""

import fcntl
import os
import signal
import socket

F_SETSIG = 10


def double(x):
    ours, theirs = socket.socketpair()
    fcntl.fcntl(ours, fcntl.F_SETOWN, int("<sibling>"))
    fcntl.fcntl(ours, F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    theirs.send(b"now")
    return x
