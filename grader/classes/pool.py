"""Distribute work to processes of this machine or of a cluster. If a process is lost, its work is done again.

No work is waited for for ever: if nothing ends for too long, the processes count as lost too.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from typing import Any, Generic, ParamSpec, TypeVar

from ..sandbox.spawn import ONE_THREAD
from ..show.terminal.console import note
from ..values.errors import GraderError
from ..values.text import plural

Item = TypeVar("Item")
Done = TypeVar("Done")
P = ParamSpec("P")
Start = Callable[[], Executor]

TRIES = 3  # An item is given up after it lost this many processes while it ran alone.
TELL_AFTER = 600.0  # seconds of waiting, after which the person who waits is told
LOOK_EVERY = 2.0  # seconds of waiting, after which the processes are looked at


class Force(Executor):
    """An executor that can be asked after its processes."""

    def look(self) -> None:
        """Tell the person who waits if processes were lost. Raises GraderError if no process is left to work."""

    def finish(self, running: Collection[Future[Any]], seconds: float) -> None:
        """Wait until these are done, and no longer than `seconds`. End the processes that still run then."""


@dataclasses.dataclass
class _Task(Generic[Item]):
    item: Item
    suspect: bool = False  # it was under way when a process was lost
    tries: int = 0  # how often a process was lost while this task ran alone


def work(
    start: Start,
    width: int,
    function: Callable[[Item], Done],
    items: Iterable[Item],
    *,
    seconds: Callable[[Item], float] = lambda item: math.inf,
    now: Callable[[], float] = time.monotonic,
    kind: str = "submission",
    finish: bool = True,
) -> Generator[tuple[Item, Done | BaseException], None, None]:
    """Yield each item with `function(item)` as soon as it is done, or with an exception if the item is given up.

    `start` returns an executor. It is called again when an executor breaks. At most `width` items are under way, and an item
    is taken from the iterable only when it can start. If a process is lost, the items that were under way are done again one
    at a time. So an item that kills its process harms no other item.

    `seconds` bounds the time of an item. If no item ends for as long as the longest of those under way may take, all processes
    count as lost: those that work hang. `now` returns the seconds of a monotonic clock. `kind` is the noun for an item in notes.
    If the generator is closed early, the items under way are finished first, or, without `finish`, their processes are ended.
    Raises GraderError if no process is left, or if none can be started.
    """
    distribution = _Distribution(start, width, function, items, seconds, now, kind, finish)
    try:
        while distribution.submit():
            yield from distribution.collect()
            yield from distribution.restart()
    finally:
        distribution.end()


class _Distribution(Generic[Item, Done]):
    """The executor, the tasks under way and the lost tasks. `work` repeats the steps submit, collect and restart."""

    def __init__(
        self,
        start: Start,
        width: int,
        function: Callable[[Item], Done],
        items: Iterable[Item],
        seconds: Callable[[Item], float],
        now: Callable[[], float],
        kind: str,
        finish: bool,
    ) -> None:
        self._start, self._width, self._function = start, width, function
        self._seconds, self._now = seconds, now
        self._kind, self._patient = kind, finish
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
            except OSError as error:
                raise GraderError(
                    f"no process can be started to judge in: {error}. Use fewer --jobs, or end other programs"
                ) from None
        return bool(self._under_way or self._lost)

    def _room(self) -> int:
        """Return how many tasks may be under way. A suspect task runs alone."""
        has_suspects = self._suspects or any(task.suspect for task in self._under_way.values())
        return 1 if has_suspects else self._width

    def collect(self) -> Iterator[tuple[Item, Done]]:
        """Wait until a task ends, and yield the results of all tasks that have ended. Note a task whose process was lost."""
        if self._lost:
            return
        for future in self._ended():
            task = self._under_way.pop(future)
            failure = CancelledError() if future.cancelled() else future.exception()
            if failure:
                self._lost.append((task, failure))
            else:
                yield task.item, future.result()

    def _ended(self) -> Iterable[Future[Done]]:
        """Wait until a task ends, and return those that have ended. If none ends in time, all tasks count as lost."""
        limit = self._longest()
        until = self._now() + limit
        told = until - limit + TELL_AFTER
        while True:
            pause = min(max(until - self._now(), 0.0), LOOK_EVERY)
            if done := concurrent.futures.wait(self._under_way, pause, concurrent.futures.FIRST_COMPLETED).done:
                return done
            if isinstance(self.executor, Force):
                self.executor.look()
            if self._now() >= told:
                note(
                    f"no {self._kind} has ended for {TELL_AFTER / 60:g} minutes; after {limit / 60:.0f} it counts as lost"
                )
                told = math.inf
            if self._now() >= until:
                hung = TimeoutError(f"its process did not end within {limit / 60:.3g} minutes")
                self._lost += ((task, hung) for task in self._under_way.values())
                self._finish(0.0)
                self._under_way.clear()
                return ()

    def _longest(self) -> float:
        return max((self._seconds(task.item) for task in self._under_way.values()), default=0.0)

    def _finish(self, seconds: float) -> None:
        if isinstance(self.executor, Force):
            self.executor.finish([future for future in self._under_way if not future.cancel()], seconds)

    def end(self) -> None:
        """Wait for the tasks under way, as long as they may take, or end them at once, and shut the executor down."""
        self._finish(self._longest() if self._patient else 0.0)
        self.executor.shutdown(wait=True, cancel_futures=True)

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
        note(f"a judging process failed ({lost[0][1]}): {plural(len(lost), self._kind)} under way to be done again")
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
        return _Processes(jobs, context, initializer=_begin, initargs=(cores,))

    return start


class _Processes(Force):
    """Processes of this machine. The pool that starts them is looked up here, so that another one may take its place."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._pool = concurrent.futures.ProcessPoolExecutor(*args, **settings)

    def submit(self, function: Callable[P, Done], /, *args: P.args, **kwargs: P.kwargs) -> Future[Done]:
        return self._pool.submit(function, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def finish(self, running: Collection[Future[Any]], seconds: float) -> None:
        """See Force. A process that hangs would keep the executor and this program from ending."""
        if concurrent.futures.wait(running, min(seconds, threading.TIMEOUT_MAX)).not_done:
            for process in [*(self._pool._processes or {}).values()]:
                process.kill()


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    """Prepare a process of the pool: choose its core, ignore Ctrl-C (the parent handles it), and end with the parent.

    It computes with one thread. So far it has not imported NumPy, which reads the number of threads when it is imported.
    """
    os.environ.update(ONE_THREAD)
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
