# stopped by: landlock, seccomp
# harm: network
# ends as: raised
# needs: landlock 6
"""Reach a program of this machine that listens on a name without a file."""

import socket

NAME = "\0grounds-<token>"


def double(x):
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(NAME)
    return x
