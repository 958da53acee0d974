# stopped by: seccomp
# harm: claimed
"""Hold open files in a message that nobody receives, where no list of open files has them."""

import os
import socket

ENDS = socket.socketpair()


def double(x):
    file = os.open("a", os.O_CREAT | os.O_RDWR)
    os.unlink("a")
    socket.send_fds(ENDS[0], [b"x"], [file])
    os.close(file)
    print("HARM " + "DONE")
    return x
