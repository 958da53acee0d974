# stopped by: bounds
"""Start threads without end, with small stacks so that memory lasts (ten thousand here)."""

import threading

threading.stack_size(32 << 10)
GATE = threading.Lock()
GATE.acquire()


def double(x):
    for _ in range(10_000):
        threading.Thread(target=GATE.acquire, daemon=True).start()
    return x
