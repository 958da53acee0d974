# stopped by: resource limits
# harm: claimed
# ends as: raised
# says: MemoryError
"""Ask for eight gigabytes (and touch none of them here)."""

import mmap


def double(x):
    try:
        blocks = [mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) for _ in range(8)]
    except OSError:
        raise MemoryError("all memory is taken") from None
    print("HARM " + "DONE", len(blocks))
    return x
