# stopped by: intake
# ends as: not_written
# says: lists too many files
"""List a hundred thousand folders, which hold nothing."""

import struct
from pathlib import Path


def hand_in(folder: Path, facts) -> Path:
    path = folder / "work.zip"
    count, names = 100_000, []
    for number in range(count):
        name = f"folder-{number}/".encode()
        head = b"PK\x01\x02" + struct.pack(
            "<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 16, 0
        )
        names.append(head + name)
    listing = b"".join(names)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, len(listing), 0, 0)
    path.write_bytes(listing + end)
    return path
