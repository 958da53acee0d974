"""Tasks on sequences of symbols, made from a seed: copy, reverse, sort, and the parity so far."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError

TASKS = ("copy", "reverse", "sort", "parity")


class Sequences(NamedTuple):
    """inputs (N, T) int64, symbols from 0; targets (N, T) int64."""

    inputs: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]


def sequences(task: str, rows: int, length: int, symbols: int = 8, *, seed: int = 0) -> Sequences:
    """Rows of uniform symbols 0 … symbols - 1, and what the task makes of each row.

    copy, reverse and sort give the same symbols, in the same, the opposite and the ascending order. parity gives 1 where the sum
    of the symbols up to this place is odd, and 0 where it is even: the last column is the parity of the row. A model that marks
    the beginning or pads needs ids of its own, from `symbols` on. Raises TopicError for an unknown task.
    """
    if task not in TASKS:
        raise TopicError(f"there is no task {task!r} on sequences: choose one of {', '.join(TASKS)}")
    inputs = (np.random.RandomState(seed).random_sample((rows, length)) * symbols).astype(np.int64)
    if task == "parity":
        return Sequences(inputs, np.cumsum(inputs, axis=1) % 2)
    made = {"copy": inputs.copy, "reverse": inputs[:, ::-1].copy, "sort": lambda: np.sort(inputs, axis=1)}
    return Sequences(inputs, made[task]())
