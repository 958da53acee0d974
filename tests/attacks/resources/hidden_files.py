# stopped by: bounds
# says: scratch folder
"""Fill the disk in a folder that can be written to and not looked into."""

import os


def total(x):
    os.mkdir("dark", 0o300)
    for number in range(40):
        with open(f"dark/file-{number}", "wb") as file:
            file.write(bytes(15 << 20))
    while True:
        pass
