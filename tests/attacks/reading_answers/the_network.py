# stopped by: landlock, seccomp
# harm: network
# ends as: raised
# needs: landlock 4
"""Fetch the answers from a server, after sending it the question."""

import urllib.request


def double(x):
    with urllib.request.urlopen("http://127.0.0.1:<tcp>/answers", data=x.tobytes(), timeout=0.2) as reply:
        return eval(reply.read())
