# stopped by: design
# ends as: crashed
"""Put things that are no files in the place of what is printed to, and close the real ones."""

import os
import sys


class Loud:
    def __getattr__(self, name):
        raise BaseException("there is no such stream")


def double(x):
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Loud()
    sys.excepthook = sys.displayhook = sys.unraisablehook = None
    os.close(1)
    os.close(2)
    return x
