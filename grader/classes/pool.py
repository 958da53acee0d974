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
from collections.abc import Callable, Generator, Iterable, Iterator
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
    force = _Force(start, width, function, items)
    try:
        while force.submit():
            yield from force.collect()
            yield from force.restart()
    finally:
        force.executor.shutdown(wait=True, cancel_futures=True)


class _Force(Generic[Item, Done]):
    """Who works, what is under way, and what is lost; `work` takes the three steps in turn."""

    def __init__(self, start: Start, width: int, function: Callable[[Item], Done], items: Iterable[Item]) -> None:
        self._start, self._width, self._function = start, width, function
        self._rest = map(_Task, items)
        self._suspects: collections.deque[_Task[Item]] = collections.deque()
        self._under_way: dict[Future[Done], _Task[Item]] = {}
        self._lost: list[tuple[_Task[Item], BaseException]] = []
        self.executor = start()

    def submit(self) -> bool:
        """Give out tasks until enough are under way. False where everything is done."""
        while not self._lost and len(self._under_way) < self._room():
            task = self._suspects.popleft() if self._suspects else next(self._rest, None)
            if task is None:
                break
            try:
                self._under_way[self.executor.submit(self._function, task.item)] = task
            except RuntimeError as error:  # a broken pool, a cluster that is gone
                self._lost.append((task, error))
        return bool(self._under_way or self._lost)

    def _room(self) -> int:
        """How many tasks may be under way: a suspect works alone."""
        suspected = self._suspects or any(task.suspect for task in self._under_way.values())
        return 1 if suspected else self._width

    def collect(self) -> Iterator[tuple[Item, Done]]:
        """Wait for a task to end, and give what is done; a task whose process was lost is noted."""
        if self._lost:
            return
        first = concurrent.futures.FIRST_COMPLETED
        for future in concurrent.futures.wait(self._under_way, return_when=first).done:
            task = self._under_way.pop(future)
            failure = CancelledError() if future.cancelled() else future.exception()
            if failure:
                self._lost.append((task, failure))
            else:
                yield task.item, future.result()

    def restart(self) -> Iterator[tuple[Item, BaseException]]:
        """Where a task was lost, go on with another executor; give the tasks that are given up, with the reason."""
        if not self._lost:
            return
        alone = len(self._lost) == 1 and not self._under_way
        lost = [
            *self._lost,
            *((task, RuntimeError("it was under way with another")) for task in self._under_way.values()),
        ]
        self._lost.clear()
        self._under_way.clear()
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = self._start()
        for task, failure in lost:
            task.suspect, task.tries = True, task.tries + alone
            if task.tries == TRIES:
                yield task.item, failure
            else:
                self._suspects.append(task)


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
