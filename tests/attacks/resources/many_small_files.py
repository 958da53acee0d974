# stopped by: bounds
# says: scratch folder
"""Use up the disk's list of files."""


def total(x):
    for number in range(2_500):
        open(f"file-{number}", "w").close()
    while True:
        pass
