"""One measured figure and how to take it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import statistics
import time
from collections.abc import Callable, Iterator

from grader.sandbox import launch


@dataclasses.dataclass(frozen=True)
class Figure:
    """A descriptive key, a value in a unit, and the bound that it should keep ("" where it has none)."""

    key: str
    value: float
    unit: str
    bound: str = ""


def median_seconds(action: Callable[[], object], runs: int) -> float:
    """The median duration of `runs` calls."""
    return statistics.median(durations(action, runs))


def durations(action: Callable[[], object], runs: int) -> list[float]:
    """The duration of each of `runs` calls, in seconds."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return taken


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """This process, and what it forks workers from, on one core, as a process of a class has it; where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    launch._close_all()
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
        launch._close_all()
