"""Where work is done: in processes of this machine or on a cluster. What a lost process had is given out again."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError, Executor, Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")
Start = Callable[[], Executor]

TRIES = 3  # that an item has to itself after a process was lost


@dataclasses.dataclass
class _Task(Generic[Item]):
    item: Item
    suspect: bool = False  # was under way when a process was lost
    tries: int = 0


def work(
    start: Start, width: int, function: Callable[[Item], Done], items: Iterable[Item]
) -> Generator[tuple[Item, Done | BaseException], None, None]:
    """`function` of each item, as they are done; an exception where it cannot be done.

    `start` gives an executor, and another one when that has broken. At most `width` items are under way, and they are taken
    from the iterable no earlier. When a process is lost, those that were under way are done again one at a time: so an item
    that kills its process takes no other along.
    """
    rest = map(_Task, items)
    suspects: collections.deque[_Task[Item]] = collections.deque()
    under_way: dict[Future[Done], _Task[Item]] = {}
    executor = start()
    try:
        while True:
            lost: list[tuple[_Task[Item], BaseException]] = []
            while not lost and len(under_way) < (
                1 if suspects or any(t.suspect for t in under_way.values()) else width
            ):
                task = suspects.popleft() if suspects else next(rest, None)
                if task is None:
                    break
                try:
                    under_way[executor.submit(function, task.item)] = task
                except RuntimeError as error:  # a broken pool, a cluster that is gone
                    lost.append((task, error))
            if not under_way and not lost:
                return
            first = concurrent.futures.FIRST_COMPLETED
            for future in () if lost else concurrent.futures.wait(under_way, return_when=first).done:
                task = under_way.pop(future)
                failure = CancelledError() if future.cancelled() else future.exception()
                if failure:
                    lost.append((task, failure))
                else:
                    yield task.item, future.result()
            if lost:
                alone = len(lost) == 1 and not under_way
                lost += [(task, RuntimeError("it was under way with another")) for task in under_way.values()]
                under_way.clear()
                executor.shutdown(wait=False, cancel_futures=True)
                executor = start()
                for task, failure in lost:
                    task.suspect, task.tries = True, task.tries + alone
                    if task.tries == TRIES:
                        yield task.item, failure
                    else:
                        suspects.append(task)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def local(jobs: int) -> Start:
    """Processes of this machine."""
    # A fresh interpreter for each: nothing secret of this one, on every platform alike.
    context = multiprocessing.get_context("spawn")

    def start() -> Executor:
        cores = context.SimpleQueue()
        for core in one_each(jobs):
            cores.put(core)
        return concurrent.futures.ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(cores,))

    return start


def one_each(jobs: int) -> list[int | None]:
    """The core that each of `jobs` processes keeps to, if they are as many as there are cores.

    A judge and its worker take turns, thousands of times a second: on one core the other's turn costs no waking up of
    another. Fewer processes than cores are the system's to place, since something else may be busy on any of them.
    """
    if not hasattr(os, "sched_getaffinity"):  # macOS, Windows
        return [None] * jobs
    cores = sorted(os.sched_getaffinity(0))
    return [*cores] if len(cores) == jobs else [None] * jobs


def _begin(cores: multiprocessing.SimpleQueue[int | None]) -> None:
    """A process of the pool: Ctrl-C is for the one that holds it, and when that is killed, nobody wants the result."""
    core = cores.get()
    if core is not None:
        with contextlib.suppress(OSError):  # taken from this process in the meantime
            os.sched_setaffinity(0, {core})
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
