# stopped by: seccomp
# harm: network
# ends as: raised
"""Talk to a program that listens on a socket on disk, as Docker's and many others do."""

import socket


def double(x):
    stream = socket.socket(socket.AF_UNIX)
    stream.connect("<planted>/stream.sock")
    return x
