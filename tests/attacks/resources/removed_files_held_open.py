# stopped by: bounds
# says: scratch folder
"""Fill the disk with files that are removed and stay open, so that no name is left to be seen."""

import os

KEPT = []


def total(x):
    for _ in range(100):
        file = open("a", "wb", buffering=0)
        KEPT.append(file)
        os.unlink("a")
        file.write(bytes(15 << 20))
    while True:
        pass
