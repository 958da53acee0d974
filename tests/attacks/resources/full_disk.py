# stopped by: bounds
# says: scratch folder
"""Fill the disk with many files of a permitted size (up to 600 MB here)."""


def total(x):
    for number in range(40):
        with open(f"file-{number}", "wb") as file:
            file.write(bytes(15 << 20))
    while True:
        pass
