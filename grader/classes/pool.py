"""Distribute work to processes of this machine or of a cluster. If a process is lost, its work is done again."""

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

TRIES = 3  # An item is given up after it lost this many processes while it ran alone.


@dataclasses.dataclass
class _Task(Generic[Item]):
    item: Item
    suspect: bool = False  # it was under way when a process was lost
    tries: int = 0  # how often a process was lost while this task ran alone


def work(
    start: Start, width: int, function: Callable[[Item], Done], items: Iterable[Item]
) -> Generator[tuple[Item, Done | BaseException], None, None]:
    """Yield each item with `function(item)` as soon as it is done, or with an exception if the item is given up.

    `start` returns an executor. It is called again when an executor breaks. At most `width` items are under way, and an item
    is taken from the iterable only when it can start. If a process is lost, the items that were under way are done again one
    at a time. So an item that kills its process harms no other item.
    """
    distribution = _Distribution(start, width, function, items)
    try:
        while distribution.submit():
            yield from distribution.collect()
            yield from distribution.restart()
    finally:
        distribution.executor.shutdown(wait=True, cancel_futures=True)


class _Distribution(Generic[Item, Done]):
    """The executor, the tasks under way and the lost tasks. `work` repeats the steps submit, collect and restart."""

    def __init__(self, start: Start, width: int, function: Callable[[Item], Done], items: Iterable[Item]) -> None:
        self._start, self._width, self._function = start, width, function
        self._waiting = map(_Task, items)
        self._suspects: collections.deque[_Task[Item]] = collections.deque()
        self._under_way: dict[Future[Done], _Task[Item]] = {}
        self._lost: list[tuple[_Task[Item], BaseException]] = []
        self.executor = start()

    def submit(self) -> bool:
        """Submit tasks until enough are under way. Returns False when all tasks are done."""
        while not self._lost and len(self._under_way) < self._room():
            task = self._suspects.popleft() if self._suspects else next(self._waiting, None)
            if task is None:
                break
            try:
                self._under_way[self.executor.submit(self._function, task.item)] = task
            except RuntimeError as error:  # the pool is broken, or the cluster is gone
                self._lost.append((task, error))
        return bool(self._under_way or self._lost)

    def _room(self) -> int:
        """Return how many tasks may be under way. A suspect task runs alone."""
        has_suspects = self._suspects or any(task.suspect for task in self._under_way.values())
        return 1 if has_suspects else self._width

    def collect(self) -> Iterator[tuple[Item, Done]]:
        """Wait until a task ends, and yield the results of all tasks that have ended. Note a task whose process was lost."""
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
        """If a task was lost, start another executor and put all tasks that were under way back. Yield those given up."""
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
    """Return a function that starts `jobs` processes on this machine."""
    # "spawn" starts a new interpreter on every platform, so a process inherits no secret from this one.
    context = multiprocessing.get_context("spawn")

    def start() -> Executor:
        cores = context.SimpleQueue()
        for core in one_each(jobs):
            cores.put(core)
        return concurrent.futures.ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(cores,))

    return start


def one_each(jobs: int) -> list[int | None]:
    """Return the core for each of `jobs` processes, or None for each if they are not as many as the cores.

    A judge and its worker take turns thousands of times a second. If both run on one core, a turn does not have to wake
    another core. With fewer processes than cores the system chooses, since another program may keep any core busy.
    """
    if not hasattr(os, "sched_getaffinity"):  # macOS, Windows
        return [None] * jobs
    cores = sorted(os.sched_getaffinity(0))
    return [*cores] if len(cores) == jobs else [None] * jobs


def _begin(cores: multiprocessing.SimpleQueue[int | None]) -> None:
    """Prepare a process of the pool: choose its core, ignore Ctrl-C (the parent handles it), and end with the parent."""
    core = cores.get()
    if core is not None:
        with contextlib.suppress(OSError):  # the core was taken from this process in the meantime
            os.sched_setaffinity(0, {core})
    with contextlib.suppress(ValueError):  # signals can be set in the main thread only
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
