"""Run the grading on a Dask cluster (extra `cluster`): a running cluster by its address, or N local processes as local:N.

A cluster that has lost workers goes on with the others. If none is left and none comes, the grading ends with an error.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import re
import time
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Future
from typing import Any, ParamSpec, TypeVar

from ..show.terminal.console import note
from ..values.errors import GraderError, UsageError
from ..values.text import plural
from .pool import Force, Start, one_each

Dask = Any  # the module, its clients and its futures: Dask is optional and has no types
P = ParamSpec("P")
T = TypeVar("T")
CONNECT_LIMIT = 30.0  # seconds
NO_WORKER_LIMIT = 300.0  # seconds in which a cluster without workers may get one: lost workers are often started again
PER_THREAD = 3  # submissions that run or wait at the same time, for each thread of the cluster


class Roll:
    """Calls the roll of a cluster's workers, and tells the person who waits of those that are missing.

    `next_step` says in the error what to do if no worker is left. `now` returns the seconds of a monotonic clock.
    """

    def __init__(self, count: int, next_step: str, now: Callable[[], float] = time.monotonic) -> None:
        self._count, self._next_step, self._now = count, next_step, now
        self._none_since: float | None = None

    def call(self, count: int) -> None:
        """Note that `count` workers are there. Raises GraderError if there has been none for too long."""
        if count and count < self._count:
            note(f"the cluster has lost {plural(self._count - count, 'worker')}: {count} left, and the grading goes on")
        elif count > self._count:
            note(f"the cluster has {plural(count, 'worker')} now")
        self._count = count
        if count:
            self._none_since = None
        elif self._none_since is None:
            self._none_since = self._now()
            note(f"the cluster has no worker left: waiting for one, up to {NO_WORKER_LIMIT / 60:g} minutes")
        elif self._now() >= self._none_since + NO_WORKER_LIMIT:
            raise GraderError(f"no worker of the cluster is left: {self._next_step}")


class _ClusterExecutor(Force):
    """An executor that submits tasks to a client's cluster.

    It replaces the client's own executor, which never ends a future whose result was lost on the way.
    """

    def __init__(self, client: Dask, roll: Roll) -> None:
        self._client, self._roll = client, roll

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        # The scheduler gives the tasks of lost workers to other workers.
        task = self._client.submit(function, *args, pure=False, **kwargs)
        task.add_done_callback(functools.partial(_copy_result, future))
        return future

    def look(self) -> None:
        """See Force."""
        try:
            count = len(self._client.nthreads(callback_timeout=CONNECT_LIMIT))
        except Exception:  # the scheduler has gone, or does not answer: nor does any worker
            count = 0
        self._roll.call(count)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Close the client, which abandons its running tasks."""
        with contextlib.suppress(Exception):  # closing fails if the scheduler has gone
            self._client.close(timeout=CONNECT_LIMIT)


def _copy_result(future: Future[T], task: Dask) -> None:
    """Set the result of a finished task, or its exception. A restarted scheduler that lost the task gives an exception."""
    if task.cancelled() or task.client.status != "running":  # the client can fetch no result any more
        future.set_exception(CancelledError())
        return
    try:
        future.set_result(task.result(timeout=CONNECT_LIMIT))
    except BaseException as error:  # asyncio.CancelledError is not an Exception
        future.set_exception(error)


@contextlib.contextmanager
def cluster(address: str) -> Generator[tuple[Start, int], None, None]:
    """Yield a function that makes executors on the cluster, and the number of submissions to run or queue at a time.

    Raises UsageError if Dask is not installed or the cluster cannot be reached.
    """
    try:
        distributed: Dask = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("--cluster needs Dask: pip install 'chainrule[cluster]'") from None
    with contextlib.ExitStack() as stack:
        target: Dask = address
        if local := re.fullmatch(r"local:(\d+)", address):
            if not 0 < int(local[1]) <= 1024:
                raise UsageError(f"--cluster {address}: choose a number of processes from local:1 to local:1024")
            # Each process has one thread: a judging process has one set of libraries and seeds them for each check.
            target = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=int(local[1]), threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs="ERROR"
                )
            )

        def connect() -> Dask:
            try:
                return distributed.Client(target, timeout=CONNECT_LIMIT, set_as_default=False)
            except (OSError, ValueError) as error:
                problem = str(error)
            # The failed client closes itself when it is garbage-collected. If that happens while another client starts, it
            # waits for ever. So it is collected now.
            gc.collect()
            raise UsageError(
                f"no Dask scheduler answers at {address} ({problem}): start one with `dask scheduler`, or use --cluster local:N"
            )

        with connect() as client:
            threads = client.nthreads()
            placed = [
                # The thread that judges, and the processes that it starts, inherit the core.
                client.submit(os.sched_setaffinity, 0, {core}, workers=[worker], pure=False)
                for worker, core in zip(threads, one_each(int(local[1])) if local else [], strict=False)
                if core is not None
            ]
            for task in placed:
                with contextlib.suppress(Exception):  # the worker was lost: the system places the next
                    task.result(timeout=CONNECT_LIMIT)
        worker = "run with --jobs, without --cluster" if local else f"start one with `dask worker {address}`"
        roll = Roll(len(threads), f"{worker}, and run the same command again to continue")
        yield lambda: _ClusterExecutor(connect(), roll), PER_THREAD * max(sum(threads.values()), 1)
