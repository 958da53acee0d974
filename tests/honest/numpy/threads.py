"""Rows are worked on by a pool of threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread

import numpy as np
from plain import Counter, batches, double, fit, slope  # noqa: F401

_lock = Lock()


def total(x):
    with ThreadPoolExecutor(max_workers=8) as pool:
        sums = list(pool.map(np.sum, x))
    found = []

    def note():
        with _lock:
            found.append(np.array(sums))

    threads = [Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found[0]
