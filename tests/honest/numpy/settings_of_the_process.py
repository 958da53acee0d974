"""Changes settings that belong to the whole process: errors of NumPy, generators, printing, the collector, recursion."""

import atexit
import faulthandler
import gc
import locale
import os
import random
import signal
import sys
import warnings

import numpy as np
from plain import Counter, batches, fit, slope, total  # noqa: F401

np.seterr(all="raise")
np.set_printoptions(precision=3, suppress=True, threshold=5, linewidth=40)
np.random.seed(0)
random.seed(0)
gc.disable()
gc.set_threshold(100000)
sys.setrecursionlimit(5000)
sys.setswitchinterval(0.001)
warnings.simplefilter("error")
faulthandler.enable()
locale.setlocale(locale.LC_ALL, "C")
os.environ["OMP_NUM_THREADS"] = "1"
os.environ.pop("HOME", None)
atexit.register(print, "bye")
sys.path.insert(0, "..")
sys.excepthook = lambda *_: None


def double(x):
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 30.0)
    try:
        return x * 2
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
