"""Imports within functions, from many corners of the standard library; modules that may be missing."""

from plain import Counter, batches, fit, slope  # noqa: F401

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
try:
    from tqdm import tqdm
except ImportError:

    def tqdm(things, **_):
        return things


def double(x):
    import asyncio
    import ctypes
    import multiprocessing
    import statistics
    import unittest.mock
    import uuid
    from importlib import import_module

    numpy = import_module("numpy")
    assert ctypes.sizeof(ctypes.c_double) == 8 and statistics.mean([1, 3]) == 2
    assert unittest.mock and uuid.uuid4() and multiprocessing.cpu_count() > 0

    async def work(row):
        await asyncio.sleep(0)
        return 2 * row

    async def rows():
        return await asyncio.gather(*map(work, x))

    try:
        return numpy.array(asyncio.run(rows()))
    except OSError:
        return 2 * x


def total(x):
    from numpy import einsum

    return einsum("ij->i", x) if plt is None else None


if __name__ == "__main__":
    import seaborn

    seaborn.heatmap(double(total(None)))
