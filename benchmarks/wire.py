"""What a call to a worker costs beyond the work of the function that is called, on one core, as in a class.

A byte that another process sends back is this machine's yardstick: nothing that asks another process is faster, and on
virtual machines it changes by the hour.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import numpy as np

from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.sandbox.worker_process import Worker
from grader.worker.protocol.requests import Load

from .figures import Figure, median_seconds, one_core

STUDENT = (
    "import numpy as np\ndef nothing(x):\n    return None\ndef ones(n):\n    return PREPARED\nPREPARED = np.ones({n})\n"
)
LARGE = 50 << 20  # bytes


def measure() -> Iterator[Figure]:
    """Round trips of 1 KB, and 50 MB each way with everything that a call does, in-place changes looked for included."""
    with one_core():
        yield from _measure()


def _measure() -> Iterator[Figure]:
    yield Figure("a byte to another process and back", 1e3 * bare_seconds(), "ms")
    text = STUDENT.format(n=LARGE // 8)
    small, large = np.random.rand(128), np.random.rand(LARGE // 8)
    with Worker("numpy") as worker:
        worker.load(Load("m", [("m.py", text)]))
        student = ModuleProxy(worker, Inputs(), trusted=False, seconds=60, seed_name="wire")
        student.nothing(small)
        yield Figure("call with 1 KB", 1e3 * median_seconds(lambda: student.nothing(small), 2000), "ms", "<= 0.15")
        there = median_seconds(lambda: student.nothing(large), 11)
        yield Figure("50 MB to the worker", LARGE / there / 1e9, "GB/s", ">= 1")
        back = median_seconds(lambda: student.ones(0), 11)
        yield Figure("50 MB from the worker", LARGE / back / 1e9, "GB/s", ">= 1")


def bare_seconds() -> float:
    """The median time of a byte's way to a forked process and back, both of them waiting in recv."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        while byte := theirs.recv(1):
            theirs.send(byte)
        os._exit(0)
    theirs.close()

    def there_and_back() -> None:
        ours.send(b"x")
        ours.recv(1)

    seconds = median_seconds(there_and_back, 2000)
    ours.close()
    os.wait()
    return seconds
