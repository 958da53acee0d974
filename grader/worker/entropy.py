"""Make chance repeat: whatever takes a seed from the operating system gets the same one in every run of a check.

`np.random.default_rng()`, `random.Random()`, `os.urandom`, `secrets` and `uuid.uuid4` draw on the operating system. In a worker
they draw on a stream that is seeded anew for each check. So one submission gets one report, and two generators that nobody seeded
still differ from each other. The clock, the order of sets and the addresses of objects stay as they are.

Only a process that runs one submission may call `repeat`: the secrets of a judge that calls it could be guessed.
"""

from __future__ import annotations

import ctypes
import gc
import os
import random
from typing import Any

SEED_BITS = 128  # of a generator that nobody seeded, as in NumPy

_stream = random.Random(0)


def restart(seed: int) -> None:
    """Begin the stream anew. In a process without `repeat` nothing draws on it."""
    _stream.seed(seed)


def repeat() -> None:
    """Replace the sources of Python's and NumPy's unseeded generators, for the rest of this process.

    NumPy and `secrets` draw on `random.SystemRandom`, and that draws on a name of the module `random`.
    """
    os.urandom = _bytes
    if hasattr(os, "getrandom"):
        os.getrandom = _getrandom
    random._urandom = _bytes  # type: ignore[attr-defined]
    given = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        given(self, _stream.getrandbits(SEED_BITS) if a is None else a, version)

    random.Random.seed = seed  # type: ignore[method-assign]
    random.seed = random._inst.seed


def repeat_torch(torch: Any) -> None:
    """Replace `torch.Generator.seed`, by which torch seeds from the operating system, for the rest of this process.

    The type is written in C. It lets nobody set its attributes, so the method is replaced in the type's own dictionary.
    """

    def seed(generator: Any) -> int:
        drawn = _stream.getrandbits(63)
        generator.manual_seed(drawn)
        return drawn

    gc.get_referents(torch.Generator.__dict__)[0]["seed"] = seed
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(torch.Generator))


def _bytes(size: int, /) -> bytes:
    return _stream.randbytes(size)


def _getrandom(size: int, flags: int = 0) -> bytes:
    return _bytes(size)
