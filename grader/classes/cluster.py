"""Run the grading on a Dask cluster (extra `cluster`): a running cluster by its address, or N local processes as local:N."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import re
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Executor, Future
from typing import Any, ParamSpec, TypeVar

from ..values.errors import UsageError
from .pool import Start, one_each

Dask = Any  # the module, its clients and its futures: Dask is optional and has no types
P = ParamSpec("P")
T = TypeVar("T")
CONNECT_LIMIT = 30.0  # seconds
PER_THREAD = 3  # submissions that run or wait at the same time, for each thread of the cluster


class _ClusterExecutor(Executor):
    """An executor that submits tasks to a client's cluster.

    It replaces the client's own executor, which never ends a future whose result was lost on the way.
    """

    def __init__(self, client: Dask) -> None:
        self._client = client

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        # The scheduler gives the tasks of lost workers to other workers.
        task = self._client.submit(function, *args, pure=False, **kwargs)
        task.add_done_callback(functools.partial(_copy_result, future))
        return future

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
            for worker, core in zip(threads, one_each(int(local[1])) if local else [], strict=False):
                if core is not None:  # the worker's later threads and processes inherit the core
                    client.run(os.sched_setaffinity, 0, {core}, workers=[worker])
        yield lambda: _ClusterExecutor(connect()), PER_THREAD * max(sum(threads.values()), 1)
