# stopped by: seccomp
# harm: network
# ends as: raised
"""Send to a socket with a name on disk from a pair that was made without one."""

import socket


def double(x):
    socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(x.tobytes(), "<planted>/datagrams.sock")
    return x
