# stopped by: bounds
# says: scratch folder
"""Fill the disk with files that lose their names because another file takes them, in a folder that is removed then."""

import os

KEPT = []


def total(x):
    os.mkdir("inner")
    for _ in range(100):
        file = open("inner/a", "wb", buffering=0)
        KEPT.append(file)
        file.write(bytes(15 << 20))
        open("inner/b", "w").close()
        os.replace("inner/b", "inner/a")
    os.unlink("inner/a")
    os.rmdir("inner")
    while True:
        pass
