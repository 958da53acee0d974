# stopped by: landlock
# harm: claimed
"""Read which addresses, ports and connections the machine has, by way of the folder of the own process or thread."""

import os

PLACES = (
    "self/net/tcp",
    "self/net/unix",
    "self/net/dev",
    "self/net/route",
    "thread-self/net/tcp",
    f"{os.getpid()}/net/tcp",
)


def double(x):
    for place in (*PLACES, f"self/task/{os.getpid()}/net/tcp", "net/tcp"):
        try:
            open(f"/proc/{place}", "rb").read()
            print("HARM " + "DONE")
        except OSError:
            pass
    return x
